"""How long a notice hangs: full days after the day of posting, natural or working."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from core.calendar import add_days
from core.policy.profiles import Policy
from core.refusals import Refused
from publicity.database_clock import database_now

# Parameter by which a jurisdiction counts all notices that have no choice of their own.
DAY_KIND = "notice_day_kind"


@dataclass(frozen=True)
class Period:
    """From now on for so many full days; a standing notice has no end."""

    starts_at: dt.datetime
    ends_at: dt.datetime | None
    days: int = 0
    is_working: bool = False

    @property
    def starts_on(self) -> dt.date:
        return timezone.localdate(self.starts_at)

    @property
    def counts_from(self) -> dt.date:
        """The first day of the period by law: the one after the day of posting."""
        return self.starts_on + dt.timedelta(days=1)

    @property
    def last_day(self) -> dt.date | None:
        return last_day_before(self.ends_at) if self.ends_at else None


def midnight_after(day: dt.date) -> dt.datetime:
    """The moment a day is over."""
    return timezone.make_aware(
        dt.datetime.combine(day + dt.timedelta(days=1), dt.time())
    )


def last_day_before(moment: dt.datetime) -> dt.date:
    """The last whole day of a period that ends at `moment`, which is a midnight."""
    # Midnight belongs to the day that begins; the last day is the one before.
    return (timezone.localtime(moment) - dt.timedelta(microseconds=1)).date()


def period_for(
    policy: Policy, step: dict[str, Any], region_code: str, today: dt.date
) -> Period:
    """The period by the jurisdiction's parameters, from now by the database's clock."""
    now = database_now()
    notice = step.get("notice") or {}
    key = notice.get("days", "")
    # No parameter: a roster that hangs until the next one replaces it.
    if not key:
        if step["kind"] == "announcement":
            raise Refused(
                _(
                    "The process does not say for how many days to announce; "
                    "ask the county office."
                )
            )
        return Period(now, None)
    days = int(policy.parameter(key, region_code, today))
    return counted(days, _working(policy, key, region_code, today), now)


def counted(days: int, is_working: bool, now: dt.datetime | None = None) -> Period:
    """A period of so many full days from now; the day of posting does not count."""
    now = now or database_now()
    # Full days: posted at noon for seven days, it hangs until the seventh midnight.
    last = add_days(timezone.localdate(now), days, working=is_working)
    return Period(now, midnight_after(last), days, is_working)


def _working(policy: Policy, key: str, region_code: str, today: dt.date) -> bool:
    """Whether working days count: by `<key>_working`, else by the general choice."""
    declared = policy.contents.get("parameters", {})
    if f"{key}_working" in declared:
        return bool(policy.parameter(f"{key}_working", region_code, today))
    if DAY_KIND in declared:
        return policy.parameter(DAY_KIND, region_code, today) == "working"
    return False
