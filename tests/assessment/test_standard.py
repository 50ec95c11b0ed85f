"""Which lines an exit standard has is said by the profile, and by nothing else."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from assessment import services
from assessment.criteria import period_of
from tests.assessment import people, process
from tests.assessment.conftest import POLICIES
from tests.refusals import refused

pytestmark = pytest.mark.usefixtures("figures")
TOILET = """
[[exit.household.indicators]]
key = "toilet"
code = 8
label = "卫生厕所"
columns = ["toilet"]
op = "is_true"
message = "没有卫生厕所。"
unknown = "没有填卫生厕所。"
source = "试验"
"""
CLOTHING = re.compile(
    r'\[\[exit\.household\.indicators\]\]\nkey = "clothing".*?\n\n', re.DOTALL
)


@pytest.fixture
def other_standard(tmp_path, settings):
    """The same county with one line less, one line more, and “at least” for “more”."""
    text = (POLICIES / "qinghe.toml").read_text(encoding="utf-8")
    changed, taken_out = CLOTHING.subn("", text)
    assert taken_out == 1
    (tmp_path / "qinghe.toml").write_text(
        changed.replace('op = "gt"', 'op = "ge"') + TOILET, encoding="utf-8"
    )

    def use():
        settings.POLICY_DIR = tmp_path

    return use


@pytest.mark.capability("S40")
def test_another_profile_judges_by_other_lines_and_shows_their_values(
    client, cadre, other_standard
):
    facts = {"clothing_assured": False, "toilet": False, "net_pc_fen": 400_000}
    household = people.poor_household(
        cadre, period=period_of(timezone.localdate()), **facts
    )
    client.force_login(cadre)

    before, words = shown(client, household)
    expected = {"income": "unmet", "clothing": "unmet", "medical": "met"}
    assert expected.items() <= before.items()
    assert "toilet" not in before
    assert "卫生厕所" not in words
    other_standard()
    after, words = shown(client, household)
    expected = {"income": "met", "toilet": "unmet", "medical": "met"}
    assert expected.items() <= after.items()
    assert "clothing" not in after
    assert "卫生厕所" in words


def shown(client, household):
    """The outcome of each line on the panel, and the panel."""
    panel = client.get(reverse("assessment:household-panel", args=[household.pk]))
    words = panel.content.decode()
    assert "4,000.00" in words, "the value that was used"
    results = panel.context["judgement"].results
    return {row.key: row.outcome for row in results}, words


@pytest.mark.capability("S40")
def test_what_was_said_by_a_person_is_named_and_photographed_before_anyone_decides(
    cadre, township_officer, county_officer, other_standard
):
    other_standard()
    with refused("没有填卫生厕所"):
        services.propose_exit(
            household_id=people.poor_household(cadre, toilet=None).pk,
            by=cadre,
            on=people.ON,
        )
    household = people.poor_household(cadre, toilet=True)
    case = process.case_at(
        "verification",
        household,
        process.actors(cadre, township_officer, county_officer),
    )
    assert case.snapshot["source"]["filled_by"] == "李村干"
    with refused("照片"):
        process.forward(case, cadre, photos=[])
    assert process.forward(case, cadre).state == "recognition"
