"""The pages on which the county office sets its figures: propose, confirm, refuse."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.urls import reverse

from core.policy import proposals
from core.policy.models import ParameterProposal
from core.policy.profiles import parameter_row
from core.web.worklist import items_for
from tests import factories
from tests.core.test_proposals import propose

ON = dt.date(2020, 11, 20)
FIGURE = {
    "first_day": "2020-01-01",
    "last_day": "2020-12-31",
    "document": "清扶〔2020〕1号",
    "reason": "年度标准",
}


def address(name, *args):
    return reverse(f"assessment:{name}", args=args)


def test_the_office_proposes_in_the_browser_and_cannot_confirm_its_own(
    client, county_officer
):
    client.force_login(county_officer)
    policy = client.get(address("policy")).content.decode()
    form = f"{address('parameter-propose', 'poverty_line')}?region={factories.COUNTY}"
    assert form in policy
    shown = client.get(form).content.decode()
    assert 'min="1000"' in shown
    assert 'max="50000"' in shown
    answer = client.post(form, FIGURE | {"value": "4000"})
    proposal = ParameterProposal.objects.get()
    assert answer.url == proposal.get_absolute_url()
    own = client.get(answer.url).content.decode()
    assert address("proposal-confirm", proposal.pk) not in own
    assert "须由本单位另一人复核" in own
    assert client.post(address("proposal-confirm", proposal.pk)).status_code == 409


def test_another_person_of_the_office_confirms_in_the_browser(
    client, county_officer, county_officer_2
):
    proposal = propose(county_officer)
    confirming = address("proposal-confirm", proposal.pk)
    client.force_login(county_officer_2)
    assert "待复核" in client.get(address("policy")).content.decode()
    assert confirming in client.get(proposal.get_absolute_url()).content.decode()
    client.post(confirming)
    assert parameter_row("poverty_line", factories.COUNTY, ON).value == 4000
    history = client.get(
        f"{address('parameter-detail', 'poverty_line')}?region={factories.COUNTY}"
    )
    for words in (
        "4,000元",
        "2020-01-01 – 2020-12-31",
        "已停止执行",
        "清扶〔2020〕1号",
        "年度标准",
        "已复核",
    ):
        assert words in re.sub(r"</?span[^>]*>", "", history.content.decode())


@pytest.mark.parametrize(
    ("changes", "status", "words"),
    [
        ({"value": "999"}, 422, "1,000"),
        ({"value": "4000.5"}, 422, "1,000"),
        ({"value": ""}, 422, "请填写"),
        ({"last_day": "2019-12-31"}, 422, "截止日早于起始日"),
        ({"last_day": "9999-12-31"}, 422, "没有截止日"),
        ({"first_day": "2020-02-30"}, 422, ""),
        ({"document": ""}, 422, "请填写"),
        ({"reason": ""}, 422, "请填写"),
    ],
)
def test_bad_input_is_said_beside_its_field_and_kept(
    client, county_officer, changes, status, words
):
    client.force_login(county_officer)
    sent = FIGURE | {"value": "4000"} | changes
    answer = client.post(address("parameter-propose", "poverty_line"), sent)
    assert answer.status_code == status
    assert words in answer.content.decode()
    assert "清扶〔2020〕1号" in answer.content.decode() or "document" in changes
    assert not ParameterProposal.objects.exists()


@pytest.mark.parametrize(
    ("key", "given", "kept"),
    [
        ("exit_notice_days_village", "7", 7),
        ("appraisal_majority_share", "1/2", "1/2"),
        ("notice_day_kind", "working", "working"),
        ("income_window_start", "10-01", "10-01"),
        ("continued_until", "2030-12-31", "2030-12-31"),
        ("hotline", "0797-12345", "0797-12345"),
    ],
)
def test_every_type_has_its_box(
    client, county_officer, county_officer_2, key, given, kept
):
    client.force_login(county_officer)
    assert client.get(address("parameter-propose", key)).status_code == 200
    client.post(
        address("parameter-propose", key), FIGURE | {"value": given, "last_day": ""}
    )
    proposal = ParameterProposal.objects.get()
    assert (
        proposals.confirm_proposal(proposal_id=proposal.pk, by=county_officer_2).value
        == kept
    )


def test_a_figure_of_another_county_or_of_no_policy_is_not_there(
    client, county_officer, foreign_officer
):
    proposal = propose(county_officer)
    client.force_login(foreign_officer)
    for url in (
        f"{address('parameter-propose', 'poverty_line')}?region={factories.COUNTY}",
        f"{address('parameter-detail', 'poverty_line')}?region={factories.COUNTY}",
        address("parameter-detail", "poverty_line"),  # their own county has no profile
        proposal.get_absolute_url(),
    ):
        assert client.get(url).status_code == 404, url
    client.force_login(county_officer)
    assert client.get(address("parameter-propose", "unheard_of")).status_code == 404


def test_a_cadre_reads_the_figures_of_his_county_and_sets_none(
    client, cadre, county_officer
):
    propose(county_officer)
    client.force_login(cadre)
    policy = client.get(address("policy")).content.decode()
    assert "待复核" not in policy
    assert address("parameter-propose", "poverty_line") not in policy
    assert client.get(address("parameter-detail", "poverty_line")).status_code == 200
    assert client.get(address("parameter-propose", "poverty_line")).status_code == 403


def test_a_refusal_asks_for_the_reason(client, county_officer, county_officer_2):
    proposal = propose(county_officer)
    client.force_login(county_officer_2)
    assert (
        client.post(address("proposal-drop", proposal.pk), {"reason": ""}).status_code
        == 422
    )
    client.post(address("proposal-drop", proposal.pk), {"reason": "与文件不符"})
    assert "与文件不符" in client.get(proposal.get_absolute_url()).content.decode()
    late = client.post(address("proposal-drop", proposal.pk), {"reason": "再来一次"})
    assert late.status_code == 409
    assert county_officer_2.name in late.content.decode()


def test_what_is_pending_awaits_both_people(
    county_officer, county_officer_2, foreign_officer, cadre
):
    proposal = propose(county_officer)

    def reasons(user):
        return [
            item.reason
            for item in items_for(user, ON)
            if item.url == proposal.get_absolute_url()
        ]

    assert reasons(county_officer) == ["等待本单位另一人复核。"]
    assert county_officer.name in reasons(county_officer_2)[0]
    assert reasons(foreign_officer) == reasons(cadre) == []
    proposals.confirm_proposal(proposal_id=proposal.pk, by=county_officer_2)
    assert reasons(county_officer) == reasons(county_officer_2) == []


def test_the_office_reads_why_the_recheck_cannot_run(
    county_officer, county_officer_2, foreign_officer
):
    def said(user):
        return [
            item.reason
            for item in items_for(user, ON)
            if item.title == "退出标准复核无法进行"
        ]

    assert "扶贫标准" in said(county_officer)[0]
    assert said(foreign_officer) == []
    proposals.confirm_proposal(
        proposal_id=propose(county_officer).pk, by=county_officer_2
    )
    assert said(county_officer) == []
