"""What happened to a household and who did what, newest first; later apps add their own entries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import codelists
from core.audit.models import AuditEntry
from core.cases.engine import kind_of
from core.cases.models import Case
from core.templatetags.casework import outcome
from households.models import Household, RegistryEvent

PAGE = 12
REVEAL = "household.reveal"
DEEDS = {
    "household.register": gettext_lazy("Household registered"),
    "household.update": gettext_lazy("Sheet saved"),
    REVEAL: gettext_lazy("Personal number looked at"),
    "household.print_card": gettext_lazy("Household card printed"),
}
REASONS = {
    RegistryEvent.Kind.NATURAL_INCREASE: "join_reason",
    RegistryEvent.Kind.NATURAL_DECREASE: "leave_reason",
}


@dataclass(frozen=True)
class Entry:
    """One line of the timeline, as `components/timeline.html` shows it: a deed at a moment, an event on a day."""

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
        """Its place among the others: what is known by the day alone stands above the deeds of that day."""
        if isinstance(self.at, dt.datetime):
            return self.at
        return timezone.make_aware(dt.datetime.combine(self.at, dt.time.max))


Provider = Callable[[Household, Any, dt.datetime | None, int], Iterable[Entry]]
_providers: list[Provider] = []


def register(provider: Provider) -> Provider:
    """Add a provider `(household, user, before, limit) -> entries`, newest first; call it in `AppConfig.ready`.

    It gives about `limit` entries older than `before`, and only what the user may see.
    """
    if provider not in _providers:
        _providers.append(provider)
    return provider


def entries(
    household: Household, user: Any, before: str = "", limit: int = PAGE
) -> tuple[list[Entry], str]:
    """One page of the timeline, and what to ask for the next with; entries of one moment stay together."""
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
    shown = [entry for entry in found if entry.moment >= last]
    return shown, last.isoformat() if len(found) > len(shown) else ""


def newest_days(
    rows: QuerySet, before: dt.datetime | None, limit: int, day: str = "happened_on"
) -> QuerySet:
    """The newest rows that happened on days before the moment: about `limit`, but no day is torn apart."""
    if before:
        rows = rows.filter(**{f"{day}__lt": timezone.localdate(before)})
    rows = rows.order_by(f"-{day}", "-pk")
    oldest = Coalesce(Subquery(rows.values(day)[limit - 1 : limit]), Value(dt.date.min))
    return rows.filter(**{f"{day}__gte": oldest})


def _moment(text: str) -> dt.datetime | None:
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None


@register
def registry_events(
    household: Household, user: Any, before: dt.datetime | None, limit: int
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


@register
def deeds(
    household: Household, user: Any, before: dt.datetime | None, limit: int
) -> Iterable[Entry]:
    """What people did in the system; who looked at numbers is for those who watch over it."""
    rows = AuditEntry.objects.filter(
        target=f"{Household._meta.label_lower}:{household.pk}", verb__in=DEEDS
    )
    if not user.can("core.view_auditentry", household.region_code):
        rows = rows.exclude(verb=REVEAL)
    if before:
        rows = rows.filter(at__lt=before)
    for row in rows.order_by("-at", "-id")[:limit]:
        yield Entry(
            row.at,
            str(DEEDS[row.verb]),
            by=row.actor_name,
            text=row.purpose,
            icon="edit",
        )


@register
def cases(
    household: Household, user: Any, before: dt.datetime | None, limit: int
) -> Iterable[Entry]:
    """Cases about the household, at the moment they were opened."""
    rows = Case.objects.visible_to(user).about(household.pk).select_related("opened_by")
    if before:
        rows = rows.filter(opened_at__lt=before)
    for row in rows.order_by("-opened_at")[:limit]:
        label = kind_of(row).label
        standing = row.step["name"] if row.step else outcome(row.state)
        words = _("%(number)s, stands at: %(step)s") % {
            "number": row.number,
            "step": standing,
        }
        yield Entry(
            row.opened_at,
            f"{label}",
            row.opened_by.name,
            text=words,
            icon="gavel",
            url=f"/cases/{row.pk}/",
        )
