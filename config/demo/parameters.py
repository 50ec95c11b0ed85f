"""The parameters of the demonstration county; made up, and openly called so."""

from __future__ import annotations

import datetime as dt
from typing import Any

from psycopg2.extras import DateRange

from core.policy.parameters import set_parameter
from core.policy.profiles import policies

BASIS = "演示县参数（虚构，仅供演示）"
SINCE = dt.date(2018, 1, 1)
# Poverty line in yuan a person and year, by the year in which it holds.
LINES = {
    2018: 3535,
    2019: 3747,
    2020: 4000,
    2021: 4600,
    2022: 5400,
    2023: 6200,
    2024: 6900,
    2025: 7500,
    2026: 8000,
}
LAST_LINE_HOLDS_UNTIL = dt.date(2031, 1, 1)  # as long as the policy is continued
STANDING = {
    "continued_until": "2030-12-31",
    "appraisal_attendance_share": "2/3",
    "appraisal_majority_share": "1/2",
    "notice_day_kind": "natural",
    "exit_notice_days_village": 7,
    "exit_announcement_days": 7,
    "due_days_appraisal": 10,
    "due_days_verification": 10,
    "due_days_recognition": 5,
    "due_days_township": 10,
    "due_days_county": 15,
    "objection_answer_days": 5,
    "hotline": "12317",
}


def set_parameters(county: str, by: Any, approved_by: Any) -> None:
    """Set what the county's profile declares and this list knows; leave the rest open."""
    profile = next(policy for policy in policies() if policy.region_code == county)
    declared = profile.contents["parameters"]
    people = {
        "by": by,
        "approved_by": approved_by,
        "region_code": county,
        "document": BASIS,
    }
    for year, yuan in LINES.items():
        until = LAST_LINE_HOLDS_UNTIL if year == max(LINES) else dt.date(year + 1, 1, 1)
        set_parameter(
            key="poverty_line",
            value=yuan,
            period=DateRange(dt.date(year, 1, 1), until),
            **people,
        )
    for key, spec in declared.items():
        value = STANDING.get(key, _usual(key, spec))
        if key != "poverty_line" and value is not None:
            set_parameter(key=key, value=value, period=DateRange(SINCE, None), **people)


def _usual(key: str, spec: dict[str, Any]) -> Any:
    """Days for whatever notice or deadline a later section of the profile declares."""
    if spec["type"] != "int":
        return None
    if "notice" in key or "announcement" in key:
        return 7
    return 15 if key.startswith("due_") else None
