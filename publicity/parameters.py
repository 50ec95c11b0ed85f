"""What a jurisdiction sets for notices and objections in its parameters."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.utils import timezone

from core.policy.profiles import Policy, parameter_row
from publicity.database_clock import database_now

HOTLINE = "hotline"
# Where a profile does not ask for them, nobody has to give a name and no day is due.
NAME_REQUIRED = "objection_name_required"
ANSWER_DAYS = "objection_answer_days"


def hotline_for(region_code: str, today: dt.date) -> str:
    """The supervision hotline the jurisdiction set, else the site's."""
    row = parameter_row(HOTLINE, region_code, today)
    return str(row.value) if row else getattr(settings, "HOTLINE", "")


def name_required(region_code: str, today: dt.date) -> bool:
    """Whether the jurisdiction takes objections only with a name and a telephone."""
    row = parameter_row(NAME_REQUIRED, region_code, today)
    return bool(row and row.value)


def refuse_without_answer_days(
    policy: Policy, region_code: str, today: dt.date
) -> None:
    """Nothing is put up for objection before it is said when one must be answered."""
    if ANSWER_DAYS in policy.contents.get("parameters", {}):
        policy.parameter(ANSWER_DAYS, region_code, today)


def answer_due_on(region_code: str) -> dt.date | None:
    """The day by which an objection received now must be answered, where one is set."""
    today = timezone.localdate(database_now())
    row = parameter_row(ANSWER_DAYS, region_code, today)
    return today + dt.timedelta(days=int(row.value)) if row else None
