"""What the page of a county's policy shows."""

from __future__ import annotations

import pytest

from core.policy.presenters import statements_of
from core.policy.profiles import policies
from tests import factories
from tests.assessment import process
from tests.assessment.people import get

pytestmark = pytest.mark.usefixtures("figures")


def test_the_policy_page_shows_phrases_figures_and_what_is_not_set(
    client, county_officer
):
    text = get(client, county_officer, "policy").content.decode()
    assert "清河县贫困退出办法" in text
    assert "4,000元" in text
    assert "清扶〔2020〕1号" in text
    assert "未设置" in text
    assert "钱县办 / 孙县办" in text


def test_the_policy_page_shows_what_the_document_leaves_open_in_each_step(
    client, county_officer
):
    response = get(client, county_officer, "policy")
    text = response.content.decode()
    steps = {step.name: step for step in response.context["steps"]}
    assert len(steps) == len(process.ORDER)
    for step in steps.values():
        assert step.source
        assert step.source in text
        assert all(note in text for _label, _value, note in step.days)
    assert ("贫困户退出村内公示天数", "7天", "五份文件都没有写公示天数") in steps[
        "村内公示"
    ].days
    assert (
        "乡镇审核办理期限",
        "未设置",
        "文件没有写办理期限；不设置则不提示超期",
    ) in steps["乡镇审核"].days


def test_the_policy_page_of_a_place_without_policy_says_so(client):
    officer = factories.person("county_office", factories.OTHER_COUNTY)
    response = get(client, officer, "policy")
    assert response.status_code == 200
    assert response.context["policy"] is None
    assert get(client, officer, "policy", region=factories.COUNTY).status_code == 404


def test_the_real_profile_of_anyuan_shows_its_words(client, settings, db):
    settings.POLICY_DIR = settings.BASE_DIR / "config" / "policies"
    (policy,) = policies()
    shown = {row.label: row for row in statements_of(policy)}
    days = shown["驻村干部每月驻村天数"]
    assert days.phrases == [
        "落实驻村干部每月驻村时间不少于20天(含因公出差、开会和培训)制度"
    ]
    assert ("取值", "20") in days.values
    assert "含义" in shown["结对帮扶模式"].open
