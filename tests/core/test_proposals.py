"""A figure of the county is proposed by one person in the browser and holds once another has confirmed it."""

from __future__ import annotations

import datetime as dt
import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import DatabaseError, connection
from django.urls import reverse
from psycopg2.extras import DateRange

from core.audit.models import AuditEntry
from core.policy import proposals
from core.policy.models import ParameterProposal, PolicyParameter
from core.policy.parameters import set_parameter
from core.policy.profiles import parameter_row
from core.refusals import Refused
from core.web.worklist import items_for
from tests import factories
from tests.database import stopped_by

ON = dt.date(2020, 11, 20)
YEAR = DateRange(dt.date(2020, 1, 1), dt.date(2021, 1, 1))
FIGURE = {
    "first_day": "2020-01-01",
    "last_day": "2020-12-31",
    "document": "清扶〔2020〕1号",
    "reason": "年度标准",
}


def propose(by, key="poverty_line", value="4000", **changes):
    values = {
        "region_code": factories.COUNTY,
        "period": YEAR,
        "document": "清扶〔2020〕1号",
        "reason": "年度标准",
        **changes,
    }
    return proposals.propose_parameter(key=key, value=value, by=by, **values)


def figure():
    return parameter_row("poverty_line", factories.COUNTY, ON)


def address(name, *args):
    return reverse(f"assessment:{name}", args=args)


def test_nothing_holds_before_a_second_person_confirms(
    county_officer, county_officer_2
):
    proposal = propose(county_officer)
    assert figure() is None
    row = proposals.confirm_proposal(proposal_id=proposal.pk, by=county_officer_2)
    proposal.refresh_from_db()
    assert figure() == row == proposal.result
    assert (row.value, row.set_by, row.approved_by) == (
        4000,
        county_officer,
        county_officer_2,
    )
    assert proposal.state == "confirmed"
    verbs = (
        AuditEntry.objects.filter(verb__startswith="policy.")
        .order_by("id")
        .values_list("verb", flat=True)
    )
    assert list(verbs) == [
        "policy.propose_parameter",
        "policy.set_parameter",
        "policy.confirm_parameter",
    ]


def test_the_proposer_does_not_confirm(county_officer):
    proposal = propose(county_officer)
    with pytest.raises(Refused):
        proposals.confirm_proposal(proposal_id=proposal.pk, by=county_officer)
    assert figure() is None


@pytest.mark.parametrize(
    "who",
    ["cadre", "township_officer", "county_finance", "foreign_officer", "supervisor"],
)
def test_only_the_office_of_the_county_proposes_confirms_and_refuses(
    county_officer, request, who
):
    other = request.getfixturevalue(who)
    with pytest.raises(Refused, match=other.name):
        propose(other)
    proposal = propose(county_officer)
    for deed in (
        lambda: proposals.confirm_proposal(proposal_id=proposal.pk, by=other),
        lambda: proposals.drop_proposal(
            proposal_id=proposal.pk, reason="不同意", by=other
        ),
    ):
        with pytest.raises(Refused):
            deed()
    proposal.refresh_from_db()
    assert proposal.state == "pending"
    assert figure() is None


def test_who_has_left_the_office_meanwhile_sets_nothing(
    county_officer, county_officer_2
):
    proposal = propose(county_officer)
    county_officer.grants.update(valid_to=dt.date(2020, 6, 1))
    with pytest.raises(Refused, match=county_officer.name):
        proposals.confirm_proposal(proposal_id=proposal.pk, by=county_officer_2)
    assert figure() is None


def test_a_refusal_keeps_its_reason_and_opens_the_way_for_another(
    county_officer, county_officer_2
):
    proposal = propose(county_officer)
    with pytest.raises(Refused, match="扶贫标准"):
        propose(county_officer_2, value="4100")
    with pytest.raises(Refused):
        proposals.drop_proposal(
            proposal_id=proposal.pk, reason=" ", by=county_officer_2
        )
    refused = proposals.drop_proposal(
        proposal_id=proposal.pk, reason="与文件不符", by=county_officer_2
    )
    assert (refused.state, refused.answer) == ("refused", "与文件不符")
    with pytest.raises(Refused, match=county_officer_2.name):
        proposals.confirm_proposal(proposal_id=proposal.pk, by=county_officer_2)
    own = propose(county_officer_2, value="4100")
    assert (
        proposals.drop_proposal(
            proposal_id=own.pk, reason="写错了", by=county_officer_2
        ).state
        == "withdrawn"
    )
    assert figure() is None


@pytest.mark.parametrize(
    "changes",
    [
        {"value": "999"},
        {"value": "很多"},
        {"document": " "},
        {"reason": " "},
        {"key": "unheard_of"},
        {"period": DateRange(dt.date(2020, 2, 1), dt.date(2020, 1, 1))},
        {"reason": "长" * 301},
    ],
)
def test_what_makes_no_sense_is_refused_before_anyone_is_asked(county_officer, changes):
    with pytest.raises((Refused, ValueError)):
        propose(county_officer, **changes)
    assert not ParameterProposal.objects.exists()


def test_a_period_that_was_set_meanwhile_is_not_set_twice(
    county_officer, county_officer_2
):
    proposal = propose(county_officer)
    set_parameter(
        key="poverty_line",
        region_code=factories.COUNTY,
        value="4100",
        period=YEAR,
        document="清扶〔2020〕2号",
        by=county_officer,
        approved_by=county_officer_2,
    )
    with pytest.raises(Refused, match="2020-12-31"):
        proposals.confirm_proposal(proposal_id=proposal.pk, by=county_officer_2)
    assert figure().value == 4100
    proposal.refresh_from_db()
    assert proposal.state == "pending"


@pytest.mark.django_db(transaction=True)
def test_of_ten_who_confirm_at_once_one_sets_the_figure(county_officer):
    people = [factories.person("county_office", factories.COUNTY) for _ in range(10)]
    proposal, start = propose(county_officer), Barrier(10)

    def confirm(person):
        try:
            start.wait()
            proposals.confirm_proposal(proposal_id=proposal.pk, by=person)
        except Refused:
            return 0
        else:
            return 1
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        assert sum(pool.map(confirm, people)) == 1
    assert PolicyParameter.objects.filter(key="poverty_line").count() == 1


# --- what the database holds without the verbs -----------------------------------------------


def decide(proposal, **values):
    ParameterProposal.objects.filter(pk=proposal.pk).update(
        decided_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC), **values
    )


def test_the_database_too_wants_another_person_and_the_very_figure(
    county_officer, county_officer_2
):
    proposal = propose(county_officer)
    people = {"set_by": county_officer, "approved_by": county_officer_2}
    for key, value in (("poverty_line", 5000), ("hotline", 4000)):
        row = PolicyParameter.objects.create(
            key=key,
            region_code=factories.COUNTY,
            value=value,
            period=YEAR,
            document="清扶〔2020〕1号",
            **people,
        )
        with stopped_by("proposal_sets_what_it_says"):
            decide(proposal, decided_by=county_officer_2, result=row)
    with stopped_by("proposal_decided_whole"):
        decide(proposal, decided_by=county_officer_2)
    with pytest.raises(DatabaseError, match="Cannot update"):
        ParameterProposal.objects.filter(pk=proposal.pk).update(value=1)


# --- the pages -------------------------------------------------------------------------------


def test_the_office_proposes_and_confirms_in_the_browser(
    client, county_officer, county_officer_2
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

    client.force_login(county_officer_2)
    policy = client.get(address("policy")).content.decode()
    assert "待复核" in policy
    assert (
        address("proposal-confirm", proposal.pk)
        in client.get(proposal.get_absolute_url()).content.decode()
    )
    client.post(address("proposal-confirm", proposal.pk))
    assert figure().value == 4000
    page = client.get(
        f"{address('parameter-detail', 'poverty_line')}?region={factories.COUNTY}"
    ).content.decode()
    history = re.sub(r"</?span[^>]*>", "", page)
    for words in (
        "4,000元",
        "2020-01-01 – 2020-12-31",
        "已停止执行",
        "清扶〔2020〕1号",
        "年度标准",
        "已复核",
    ):
        assert words in history


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
        address("parameter-detail", "poverty_line"),  # his own county has no profile
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
