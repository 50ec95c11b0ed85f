"""Which lines an exit standard has is said by the profile, and by nothing else."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from assessment.criteria import period_of
from core.policy.schema import problems_of
from tests.assessment import people, process
from tests.assessment.conftest import POLICIES
from tests.database import triggers_off
from tests.refusals import refused

pytestmark = pytest.mark.usefixtures("figures")
TOILET = """
[[exit.household.indicators]]
key = "toilet"
code = 8
label = "卫生厕所"
columns = ["toilet"]
papers = "厕所照片"
op = "is_true"
message = "没有卫生厕所。"
unknown = "没有填卫生厕所。"
source = "试验"
"""
ATTESTED = [
    f"""
[[exit.household.indicators]]
key = "{key}"
code = {code}
label = "{label}"
papers = "{papers}"
op = "attested"
message = "{label}未达标。"
unknown = "没有认定{label}。"
source = "试验"
"""
    for key, code, label, papers in (
        ("industry", 8, "增收产业", "产业照片"),
        ("skill", 9, "就业技能", "技能证书"),
    )
]
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


@pytest.fixture
def dongfang(tmp_path, settings):
    """Income, schooling and insurance are computed; industry and skill are attested."""
    text = (POLICIES / "qinghe.toml").read_text(encoding="utf-8")
    settings.POLICY_DIR = tmp_path
    for line in ATTESTED:
        text += line
    (tmp_path / "qinghe.toml").write_text(text, encoding="utf-8")


@pytest.mark.capability("S40")
def test_lines_of_a_profile_are_computed_or_attested_and_each_shows_its_value(
    client, cadre, township_officer, county_officer, dongfang
):
    """Another set by the profile; attested with evidence; pass or fail with the value."""
    who = process.actors(cadre, township_officer, county_officer)
    household = people.poor_household(cadre)
    panel = shown(client, household, cadre)
    assert panel.context["attested"] == ["增收产业", "就业技能"]
    case = process.case_at("verification", household, who)
    for key, label in (("industry", "增收产业"), ("skill", "就业技能")):
        for missing in ("verdict", "seen", "papers"):
            with refused(label):
                process.forward(case, who["verification"], **{f"{key}_{missing}": ""})
        with refused(label, "未达标"):
            process.forward(case, who["verification"], **{f"{key}_verdict": "unmet"})
    case = process.forward(
        case,
        who["verification"],
        industry_seen="脐橙8亩，去年卖了2.1万元",
        skill_seen="焊工证，2019年领取",
    )
    client.force_login(township_officer)
    page = client.get(reverse("assessment:case-panel", args=[case.pk]))
    rows = {row.key: row for row in page.context["today"].results}
    assert {row.outcome for row in rows.values()} == {"met"}
    used = {
        "income": ("6,000.00元", "高于4,000.00元"),
        "education": ("适龄没有上学的孩子 0人", "适龄没有上学的孩子 0人"),
        "medical": ("没有参加基本医疗保险的 0人", "没有参加基本医疗保险的 0人"),
        "industry": ("脐橙8亩，去年卖了2.1万元", "入户核实时认定"),
        "skill": ("焊工证，2019年领取", "入户核实时认定"),
    }
    for key, words in used.items():
        assert (rows[key].value, rows[key].required) == words
        for word in words:
            assert word in page.content.decode()


@pytest.mark.capability("S40")
def test_what_nobody_has_attested_lets_nobody_decide(
    cadre, township_officer, county_officer, dongfang
):
    who = process.actors(cadre, township_officer, county_officer)
    case = process.case_at("township", people.poor_household(cadre), who)
    visit = case.events.get(step="verification")
    with triggers_off("core_caseevent"):
        type(visit).objects.filter(pk=visit.pk).update(
            evidence=visit.evidence | {"skill_verdict": ""}
        )
    with refused("没有认定就业技能"):
        process.forward(case, township_officer)


def shown(client, household, by):
    """The panel of a household whose record is of the year of the tests."""
    client.force_login(by)
    address = reverse("assessment:household-panel", args=[household.pk])
    return client.get(address)


@pytest.mark.capability("S40")
def test_another_profile_judges_by_other_lines_and_shows_their_values(
    client, cadre, other_standard
):
    facts = {"clothing_assured": False, "toilet": False, "net_pc_fen": 400_000}
    household = people.poor_household(
        cadre, period=period_of(timezone.localdate()), **facts
    )

    before, words = judged(client, household, cadre)
    expected = {"income": "unmet", "clothing": "unmet", "medical": "met"}
    assert expected.items() <= before.items()
    assert "toilet" not in before
    assert "卫生厕所" not in words
    other_standard()
    after, words = judged(client, household, cadre)
    expected = {"income": "met", "toilet": "unmet", "medical": "met"}
    assert expected.items() <= after.items()
    assert "clothing" not in after
    assert "卫生厕所" in words


def judged(client, household, by):
    """The outcome of each line on the panel, and the panel."""
    panel = shown(client, household, by)
    words = panel.content.decode()
    assert "4,000.00" in words, "the value that was used"
    results = panel.context["judgement"].results
    return {row.key: row.outcome for row in results}, words


def test_a_line_nobody_can_attest_is_a_mistake_of_the_profile(dongfang, settings):
    file = settings.POLICY_DIR / "qinghe.toml"
    text = file.read_text(encoding="utf-8")
    assert problems_of(file) == []
    file.write_text(text.replace('key = "verdict"', 'key = "other"'), encoding="utf-8")
    assert any("a line is attested" in problem for problem in problems_of(file))
    for taken, named in (
        ('papers = "技能证书"\n', "indicators.skill.papers"),
        ('who = "适龄没有上学的孩子"\n', "indicators.education.who"),
    ):
        assert taken in text
        file.write_text(text.replace(taken, ""), encoding="utf-8")
        assert any(named in problem for problem in problems_of(file))
