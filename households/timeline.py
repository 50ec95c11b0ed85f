"""What happened to a household and who did what, newest first; later apps add entries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import codelists
from core.actors import Actor
from core.audit.models import AuditEntry
from core.cases.engine import kind_of
from core.cases.models import Case
from core.permissions import VIEW_AUDIT
from core.templatetags.casework import outcome
from households import revealing
from households.models import Household, RegistryEvent

PAGE = 12
# The audited verbs that the timeline tells.
ACTIONS = {
    "household.register": gettext_lazy("Household registered"),
    "household.update": gettext_lazy("Sheet saved"),
    revealing.VERB: gettext_lazy("Personal number looked at"),
    "household.print_card": gettext_lazy("Household card printed"),
}
# Which official list explains the reason of an event.
REASONS = {
    RegistryEvent.Kind.NATURAL_INCREASE: "join_reason",
    RegistryEvent.Kind.NATURAL_DECREASE: "leave_reason",
}


@dataclass(frozen=True)
class Entry:
    """One entry of the timeline, as `components/timeline.html` shows it.

    An action has a moment, an event of the registry only a day.
    """

    at: dt.datetime | dt.date
    title: str
    by: str = ""
    place: str = ""
    text: str = ""
    tone: str = "neutral"
    icon: str = "circle-dot"
    url: str = ""

    @property
    def moment(self) -> dt.datetime:
        """Its place among the others; an event stands above the actions of its day."""
        if isinstance(self.at, dt.datetime):
            return self.at
        return timezone.make_aware(dt.datetime.combine(self.at, dt.time.max))


Provider = Callable[[Household, Actor, dt.datetime | None, int], Iterable[Entry]]
_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Add a provider `(household, user, before, limit) -> entries`, newest first.

    Called in `AppConfig.ready`. A provider gives about `limit` entries older than
    `before`, and only what the user may see.
    """
    if provider not in _providers:
        _providers.append(provider)


def entries(
    household: Household, user: Actor, before: str = "", limit: int = PAGE
) -> tuple[list[Entry], str]:
    """One page of the timeline, and the `before` of the next page, empty on the last.

    Entries of one moment stay together, so that no page begins in the middle of them.
    """
    # Each provider gives one more than a page, which is enough to fill it from one alone.
    until = _moment(before)
    found = [
        entry
        for provider in _providers
        for entry in provider(household, user, until, limit + 1)
    ]
    found.sort(key=lambda entry: entry.moment, reverse=True)
    if len(found) <= limit:
        return found, ""
    last = found[limit - 1].moment
    kept = [entry for entry in found if entry.moment >= last]
    return kept, last.isoformat() if len(found) > len(kept) else ""


def newest_days(
    rows: QuerySet, before: dt.datetime | None, limit: int, day: str = "happened_on"
) -> QuerySet:
    """The newest rows of days before the moment: about `limit`, and whole days only."""
    if before:
        rows = rows.filter(**{f"{day}__lt": timezone.localdate(before)})
    rows = rows.order_by(f"-{day}", "-pk")
    # The day of the last row wanted; with fewer rows than that, all of them.
    oldest = Coalesce(Subquery(rows.values(day)[limit - 1 : limit]), Value(dt.date.min))
    return rows.filter(**{f"{day}__gte": oldest})


def _moment(text: str) -> dt.datetime | None:
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None


# --- providers of this app -------------------------------------------------------------


def registry_events(
    household: Household, user: Actor, before: dt.datetime | None, limit: int
) -> Iterable[Entry]:
    """What happened to the family and its people, on the day it happened."""
    rows = RegistryEvent.objects.filter(household=household).select_related(
        "member", "recorded_by"
    )
    for row in newest_days(rows, before, limit):
        who = f"{row.member.name}：" if row.member else ""
        reason = (
            codelists.label(REASONS[row.kind], row.reason)
            if row.reason and row.kind in REASONS
            else ""
        )
        yield Entry(
            row.happened_on,
            f"{who}{row.get_kind_display()}",
            by=row.recorded_by.name,
            text=" · ".join(word for word in (reason, row.note) if word),
            icon="users" if row.member else "flag",
            tone="info",
        )


def audited_actions(
    household: Household, user: Actor, before: dt.datetime | None, limit: int
) -> Iterable[Entry]:
    """What people did in the system; only auditors read who looked at numbers."""
    rows = AuditEntry.objects.filter(
        target=f"{Household._meta.label_lower}:{household.pk}", verb__in=ACTIONS
    )
    if not user.can(VIEW_AUDIT, household.region_code):
        rows = rows.exclude(verb=revealing.VERB)
    if before:
        rows = rows.filter(at__lt=before)
    for row in rows.order_by("-at", "-id")[:limit]:
        yield Entry(
            row.at,
            str(ACTIONS[row.verb]),
            by=row.actor_name,
            text=row.purpose,
            icon="edit",
        )


def cases(
    household: Household, user: Actor, before: dt.datetime | None, limit: int
) -> Iterable[Entry]:
    """Cases about the household, at the moment they were opened."""
    rows = Case.objects.visible_to(user).about(household.pk).select_related("opened_by")
    if before:
        rows = rows.filter(opened_at__lt=before)
    for row in rows.order_by("-opened_at")[:limit]:
        step = row.step["name"] if row.step else outcome(row.state)
        words = _("%(number)s, stands at: %(step)s")
        yield Entry(
            row.opened_at,
            f"{kind_of(row).label}",
            row.opened_by.name,
            text=words % {"number": row.number, "step": step},
            icon="gavel",
            url=reverse("core:case", args=[row.pk]),
        )
