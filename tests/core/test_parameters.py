"""A county's figure is set by two people, for a period, on the basis of a document."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError
from psycopg2.extras import DateRange

from core.audit.models import AuditEntry
from core.policy.models import PolicyParameter
from core.policy.parameters import overview, set_parameter
from core.policy.profiles import policy_for
from tests import factories
from tests.database import stopped_by
from tests.refusals import refused

POLICIES = Path(__file__).resolve().parent.parent / "policies"
ON = dt.date(2020, 11, 20)
YEAR = DateRange(dt.date(2020, 1, 1), dt.date(2021, 1, 1))


@pytest.fixture(autouse=True)
def _policies(settings):
    settings.POLICY_DIR = POLICIES


@pytest.fixture
def put(county_officer, county_officer_2):
    def put(key="poverty_line", value="4000", **changes):
        values = {
            "region_code": factories.COUNTY,
            "period": YEAR,
            "document": "清扶〔2020〕1号",
            "by": county_officer,
            "approved_by": county_officer_2,
            **changes,
        }
        return set_parameter(key=key, value=value, **values)

    return put


def test_a_figure_set_by_two_people_holds_for_its_period(put):
    put()
    policy = policy_for(factories.VILLAGE, ON)
    assert policy.parameter("poverty_line", factories.VILLAGE, ON) == 4000
    with refused("2021-01-01", "扶贫标准"):
        policy.parameter("poverty_line", factories.VILLAGE, dt.date(2021, 1, 1))
    assert AuditEntry.objects.filter(verb="policy.set_parameter").count() == 1


def test_maker_is_not_checker(put, county_officer):
    with refused("须由他人审批"):
        put(approved_by=county_officer)
    assert not PolicyParameter.objects.exists()


def test_the_database_too_wants_two_people(county_officer):
    with stopped_by("parameter_maker_is_not_checker"):
        PolicyParameter.objects.create(
            key="poverty_line",
            region_code=factories.COUNTY,
            value=1,
            period=YEAR,
            document="x",
            set_by=county_officer,
            approved_by=county_officer,
        )


@pytest.mark.parametrize(
    "who", ["cadre", "township_officer", "foreign_officer", "supervisor"]
)
def test_only_the_county_office_sets_and_approves(put, request, who):
    other = request.getfixturevalue(who)
    for changes in ({"by": other}, {"approved_by": other}):
        with refused(other.name):
            put(**changes)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("poverty_line", "999"),
        ("poverty_line", "50001"),
        ("poverty_line", "很多"),
        ("poverty_line", "4000.5"),
        ("exit_notice_days_village", "0"),
        ("appraisal_majority_share", "3/2"),
        ("appraisal_majority_share", "1/0"),
        ("appraisal_majority_share", "0"),
        ("notice_day_kind", "weekdays"),
        ("income_window_start", "13-01"),
        ("continued_until", "2020-02-30"),
        ("hotline", ""),
        ("unheard_of", "1"),
    ],
)
def test_a_value_that_makes_no_sense_is_refused_with_what_is_expected(put, key, value):
    with refused("请从政策列出的参数中选择" if key == "unheard_of" else "请填写"):
        put(key, value)
    assert not PolicyParameter.objects.exists()


@pytest.mark.parametrize(
    ("key", "value", "kept"),
    [
        ("poverty_line", "4000", 4000),
        ("appraisal_majority_share", "2/4", "1/2"),
        ("notice_day_kind", "working", "working"),
        ("income_window_start", "10-01", "10-01"),
        ("continued_until", "2030-12-31", "2030-12-31"),
    ],
)
def test_a_good_value_is_kept_in_one_form(put, key, value, kept):
    assert put(key, value).value == kept


def test_without_a_document_nothing_is_set(put):
    with refused("文件"):
        put(document=" ")


def test_an_open_figure_ends_where_the_next_begins_and_the_past_stays(put):
    put(period=DateRange(dt.date(2019, 1, 1), None))
    put(value="4500", period=DateRange(dt.date(2020, 7, 1), None))
    policy = policy_for(factories.COUNTY, ON)
    assert (
        policy.parameter("poverty_line", factories.COUNTY, dt.date(2020, 6, 30)) == 4000
    )
    assert (
        policy.parameter("poverty_line", factories.COUNTY, dt.date(2020, 7, 1)) == 4500
    )


def test_a_period_that_was_set_is_not_set_again(put):
    put()
    with refused("2020-01-01"):
        put(value="4500")


def test_what_is_not_set_shows_as_not_set(put):
    put()
    shown = {
        line.key: line
        for line in overview(policy_for(factories.COUNTY, ON), factories.COUNTY, ON)
    }
    assert "4,000" in shown["poverty_line"].value
    assert shown["hotline"].value == ""
    assert shown["hotline"].row is None


def test_the_command_names_two_people(county_officer, county_officer_2):
    given = [
        "poverty_line",
        "4000",
        "--region",
        factories.COUNTY,
        "--from",
        "2020-01-01",
        "--document",
        "清扶〔2020〕1号",
        "--by",
        county_officer.username,
    ]
    with pytest.raises(CommandError):
        call_command("set_parameter", *given, "--approved-by", county_officer.username)
    with pytest.raises(CommandError):
        call_command("set_parameter", *given, "--approved-by", "nobody-here")
    call_command("set_parameter", *given, "--approved-by", county_officer_2.username)
    assert PolicyParameter.objects.get().value == 4000


def test_what_was_set_keeps_its_period_and_paper_in_the_database(put):
    row = put(period=DateRange(dt.date(2019, 1, 1), None))
    ended = put("hotline", "12317", period=YEAR)
    for period in ("[2018-01-01,)", "[2018-01-01,2020-01-01)", "empty"):
        with stopped_by("parameter_period_only_ends"):
            PolicyParameter.objects.filter(pk=row.pk).update(period=period)
    with stopped_by("parameter_period_only_ends"):
        PolicyParameter.objects.filter(pk=ended.pk).update(
            period=DateRange(dt.date(2020, 1, 1), None)
        )
    with pytest.raises(DatabaseError, match="Cannot update"):
        PolicyParameter.objects.filter(pk=row.pk).update(document="另一份文件")


def test_what_is_set_for_later_is_shown_beside_what_holds(put):
    put(period=DateRange(dt.date(2019, 1, 1), None))
    put(value="4500", period=DateRange(dt.date(2021, 1, 1), None))
    shown = {
        line.key: line
        for line in overview(policy_for(factories.COUNTY, ON), factories.COUNTY, ON)
    }
    assert "4,000" in shown["poverty_line"].value
    assert "4,500" in shown["poverty_line"].coming_value
    assert shown["hotline"].coming is None
