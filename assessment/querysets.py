from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db.models import BooleanField, ExpressionWrapper, F, Q

from assessment.permissions import VIEW_RECHECK
from core.actors import Actor
from core.scope import ScopedQuerySet, subtree

if TYPE_CHECKING:
    from assessment.models import RecheckRun


class RecheckRunQuerySet(ScopedQuerySet):
    view_permission = VIEW_RECHECK

    def visible_to(self, user: Actor, permission: str | None = None) -> Self:
        """Runs over a region that overlaps the user's own.

        A township sees the run of its county; the verdicts it sees in it are its own.
        """
        seen = Q(pk__in=[])
        for lo, hi in user.scope_ranges(permission or self.view_permission):
            seen |= Q(region_code__lt=hi, region_end__gt=lo)
        return self.filter(seen)


class VerdictQuerySet(ScopedQuerySet):
    view_permission = VIEW_RECHECK

    def current(self) -> Self:
        """The verdicts that hold today."""
        return self.filter(until=None)

    def of_run(self, run: RecheckRun) -> Self:
        """The verdicts that held when the run closed; none while it is open.

        `changed` marks those that this run gave in place of another.
        """
        held = (
            Q(until=None) | Q(until__gt=run.closed_at)
            if run.closed_at
            else Q(pk__in=[])
        )
        # The verdicts of a run are those of its region that held when it closed.
        place = self.filter(
            region_code__gte=run.region_code, region_code__lt=run.region_end
        )
        own = ExpressionWrapper(Q(run=run, is_change=True), output_field=BooleanField())
        return place.filter(held, since__lte=run.closed_at or run.started_at).annotate(
            changed=own
        )

    def unmet_in(self, bit: int) -> Self:
        """Those whose line with this bit is not met."""
        return self._with_bit("unmet", bit)

    def unknown_in(self, bit: int) -> Self:
        """Those whose line with this bit is not known."""
        return self._with_bit("unknown", bit)

    def changed(self) -> Self:
        return self.filter(changed=True)

    def _with_bit(self, column: str, bit: int) -> Self:
        return self.alias(**{f"{column}_bit": F(column).bitand(bit)}).filter(
            **{f"{column}_bit": bit}
        )


class RecheckItemQuerySet(ScopedQuerySet):
    view_permission = VIEW_RECHECK

    def still_open(self) -> Self:
        return self.filter(closed_at=None)

    def for_list(self) -> Self:
        return self.select_related("household", "closed_by")


def region_end(code: str) -> str:
    """The first code after the region and everything below it."""
    return subtree(code)[1]
