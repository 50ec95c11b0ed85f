"""Households, figures and runs of a county for the tests of this app."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils import timezone
from psycopg2.extras import DateRange

from assessment import recheck
from assessment.models import RecheckRun
from core.jobs import queue
from core.jobs.models import Job
from core.policy.models import PolicyParameter
from households.models import Household, HouseholdPeriod, Member
from tests import factories

ON = dt.date(2020, 11, 20)
YEAR = str(timezone.localdate().year)
FIGURES = {
    "poverty_line": 4000,
    "income_window_start": "10-01",
    "income_window_end": "09-30",
    "appraisal_attendance_share": "2/3",
    "appraisal_majority_share": "1/2",
    "exit_notice_days_village": 7,
    "exit_announcement_days": 7,
    "notice_day_kind": "natural",
    "objection_answer_days": 5,
}
GOOD = {
    "headcount": 3,
    "gross_fen": 2_000_000,
    "cost_fen": 200_000,
    "net_fen": 1_800_000,
    "net_pc_fen": 600_000,
    "food_assured": True,
    "clothing_assured": True,
    "danger_level": "1",
    "water_safe": True,
}


def set_figures(
    by: Any, approved_by: Any, region_code: str = factories.COUNTY, **figures: Any
) -> None:
    """Every figure the test policy leaves open, as rows of the county."""
    for key, value in {**FIGURES, **figures}.items():
        PolicyParameter.objects.create(
            key=key,
            region_code=region_code,
            value=value,
            period=DateRange(dt.date(2015, 1, 1), None),
            document="清扶〔2020〕1号",
            set_by=by,
            approved_by=approved_by,
        )


def poor_household(
    by: Any, region_code: str = factories.VILLAGE, *, period: str = "2020", **facts: Any
) -> Household:
    """A registered household with its record of a period, which meets every line.

    `facts` change the record; an empty `period` leaves it out.
    """
    number = next(factories._numbers)
    household = Household.objects.create(
        hh_no=f"T{number:08d}",
        region_code=region_code,
        first_identified_on=dt.date(2014, 5, 1),
        head_name=f"张户{number}",
        head_id_mask="9901****1234",
        member_count=3,
        created_by=by,
        updated_by=by,
    )
    for position in range(3):
        person(household, position)
    if period:
        record(household, period, **facts)
    return household


def person(household: Household, position: int = 0, **values: Any) -> Member:
    """Somebody of a household: its head in the first place, a grown-up elsewhere."""
    number = next(factories._numbers)
    given = {"name": household.head_name if not position else f"张员{number}"}
    return Member.objects.create(
        household=household,
        region_code=household.region_code,
        person_no=f"P{number:09d}",
        position=position,
        joined_on=household.first_identified_on,
        **(given | {"sex": "1", "born_on": dt.date(1970, 5, 1)} | values),
    )


def record(household: Household, period: str = "2020", **facts: Any) -> HouseholdPeriod:
    """What was recorded of a household in a period."""
    year = int(period[:4])
    return HouseholdPeriod.objects.create(
        household=household,
        region_code=household.region_code,
        period=period,
        state=household.state,
        window_start=dt.date(year - 1, 10, 1),
        window_end=dt.date(year, 9, 30),
        filled_on=dt.date(year, 10, 5),
        filled_by_name="李村干",
        **{**GOOD, **facts},
    )


def run_now(by, *, region_code=factories.COUNTY, on=ON, **values) -> RecheckRun:
    """A whole run, both of its jobs done here."""
    run = recheck.start_recheck(region_code=region_code, on=on, by=by, **values)
    for job in Job.objects.filter(kind=recheck.KIND, params__run=str(run.pk)):
        queue.run(str(job.pk))
    run.refresh_from_db()
    return run


def get(client, user, name, *args, **query):
    """The page of this app that a person opens."""
    client.force_login(user)
    return client.get(reverse(f"assessment:{name}", args=args), query)
