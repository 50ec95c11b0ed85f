"""The profile in force gives figures, lines and steps; old cases keep their own."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.urls import reverse

from assessment import services
from assessment.criteria import period_of
from assessment.criterion import Outcome
from assessment.snapshot import rejudge
from core.policy.profiles import policy_for
from tests import factories
from tests.assessment import people, process
from tests.assessment.conftest import POLICIES
from tests.assessment.test_standard import TOILET
from tests.refusals import refused

pytestmark = [pytest.mark.usefixtures("figures"), pytest.mark.capability("S200")]
RECOGNITION = re.compile(
    r'\[\[exit\.household\.steps\]\]\nkey = "recognition".*?\n\n', re.DOTALL
)
BEFORE, AFTER = dt.date(2020, 12, 31), dt.date(2021, 1, 1)


@pytest.fixture(autouse=True)
def _profiles(tmp_path, settings):
    """A county with one profile until 2020 and another after; its neighbour's own."""
    text = (POLICIES / "qinghe.toml").read_text(encoding="utf-8")
    shorter, taken_out = RECOGNITION.subn("", text)
    assert taken_out == 1
    for name, code, days, contents in (
        ("first", factories.COUNTY, ("2015-01-01", "2020-12-31"), text),
        ("second", factories.COUNTY, ("2021-01-01", "2035-12-31"), shorter + TOILET),
        ("neighbour", factories.OTHER_COUNTY, ("2015-01-01", "2035-12-31"), text),
    ):
        own = contents.replace('name = "qinghe"', f'name = "{name}"').replace(
            factories.COUNTY, code
        )
        own = own.replace("from = 2015-01-01", f"from = {days[0]}").replace(
            "to = 2035-12-31", f"to = {days[1]}"
        )
        (tmp_path / f"{name}.toml").write_text(own, encoding="utf-8")
    settings.POLICY_DIR = tmp_path


def home(by, on, village=factories.VILLAGE, **facts):
    return people.poor_household(by, village, period=period_of(on), **facts)


def test_one_day_later_another_profile_holds_with_other_lines_and_other_steps(cadre):
    assert [policy_for(factories.VILLAGE, day).name for day in (BEFORE, AFTER)] == [
        "first",
        "second",
    ]
    old = services.propose_exit(
        household_id=home(cadre, BEFORE, toilet=False).pk, by=cadre, on=BEFORE
    )
    with refused("没有卫生厕所"):
        services.propose_exit(
            household_id=home(cadre, AFTER, toilet=False).pk, by=cadre, on=AFTER
        )
    new = services.propose_exit(
        household_id=home(cadre, AFTER, toilet=True).pk, by=cadre, on=AFTER
    )
    assert [step["key"] for step in old.steps] == list(process.ORDER)
    assert [step["key"] for step in new.steps] == [
        key for key in process.ORDER if key != "recognition"
    ]


def test_the_neighbour_of_the_same_day_follows_a_profile_of_its_own(
    cadre, foreign_officer
):
    people.set_figures(
        foreign_officer,
        factories.person("county_office", factories.OTHER_COUNTY),
        factories.OTHER_COUNTY,
    )
    neighbour = factories.person("village_cadre", factories.OTHER_COUNTY_VILLAGE)
    there = home(neighbour, AFTER, factories.OTHER_COUNTY_VILLAGE, toilet=False)
    case = services.propose_exit(household_id=there.pk, by=neighbour, on=AFTER)
    assert case.policy_name == "neighbour"
    with refused("没有卫生厕所"):
        services.propose_exit(
            household_id=home(cadre, AFTER, toilet=False).pk, by=cadre, on=AFTER
        )


def test_what_was_begun_under_the_old_profile_ends_under_it_and_says_so(
    client, cadre, township_officer, county_officer
):
    household = home(cadre, people.ON, toilet=False)
    who = process.actors(cadre, township_officer, county_officer)
    case = process.case_at("end", household, who)
    household.refresh_from_db()
    assert (case.state, household.state) == ("approved", "exited_with_policy")
    assert (case.policy_name, case.policy_digest) == (
        "first",
        policy_for(factories.VILLAGE, BEFORE).digest,
    )
    assert "recognition" in [event.step for event in case.events.all()]
    assert rejudge(case.snapshot).outcome == Outcome.MET
    assert "toilet" not in {line["key"] for line in case.snapshot["criteria"]["lines"]}
    client.force_login(cadre)
    assert (
        client.get(reverse("core:case", args=[case.pk])).context["case"].policy_name
        == "first"
    )
