"""A figure of the county is proposed by one person and holds once another confirms it."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _
from psycopg2.extras import DateRange

from core.audit.models import AuditEntry
from core.policy import proposals
from core.policy.models import ParameterProposal, PolicyParameter
from core.policy.parameters import set_parameter
from core.policy.profiles import parameter_row
from core.refusals import Refused
from tests import factories
from tests.database import stopped_by
from tests.refusals import refused

POLICIES = Path(__file__).resolve().parent.parent / "policies"
ON = dt.date(2020, 11, 20)
YEAR = DateRange(dt.date(2020, 1, 1), dt.date(2021, 1, 1))


@pytest.fixture(autouse=True)
def _policies(settings):
    settings.POLICY_DIR = POLICIES


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
    with refused("须由他人审批"):
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
    outside = _("This place is outside the area you may work for.")
    with refused(other.name):
        propose(other)
    proposal = propose(county_officer)
    for action in (
        lambda: proposals.confirm_proposal(proposal_id=proposal.pk, by=other),
        lambda: proposals.drop_proposal(
            proposal_id=proposal.pk, reason="不同意", by=other
        ),
    ):
        with refused(outside):
            action()
    proposal.refresh_from_db()
    assert proposal.state == "pending"
    assert figure() is None


def test_who_has_left_the_office_meanwhile_sets_nothing(
    county_officer, county_officer_2
):
    proposal = propose(county_officer)
    county_officer.grants.update(valid_to=dt.date(2020, 6, 1))
    with refused(county_officer.name):
        proposals.confirm_proposal(proposal_id=proposal.pk, by=county_officer_2)
    assert figure() is None


def test_a_refusal_keeps_its_reason_and_opens_the_way_for_another(
    county_officer, county_officer_2
):
    proposal = propose(county_officer)
    with refused("扶贫标准"):
        propose(county_officer_2, value="4100")
    with refused("请填写理由"):
        proposals.drop_proposal(
            proposal_id=proposal.pk, reason=" ", by=county_officer_2
        )
    dropped = proposals.drop_proposal(
        proposal_id=proposal.pk, reason="与文件不符", by=county_officer_2
    )
    assert (dropped.state, dropped.answer) == ("refused", "与文件不符")
    with refused(county_officer_2.name):
        proposals.confirm_proposal(proposal_id=proposal.pk, by=county_officer_2)
    own = propose(county_officer_2, value="4100")
    assert (
        proposals.drop_proposal(
            proposal_id=own.pk, reason="写错了", by=county_officer_2
        ).state
        == "withdrawn"
    )
    assert figure() is None


BACKWARDS = DateRange(dt.date(2020, 2, 1), dt.date(2020, 1, 1))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"value": "999"}, "1,000"),
        ({"value": "很多"}, "1,000"),
        ({"document": " "}, "文件"),
        ({"reason": " "}, "请填写理由"),
        ({"key": "unheard_of"}, "请从政策列出的参数中选择"),
        ({"period": BACKWARDS}, "截止日早于起始日"),
        ({"reason": "长" * 301}, "300 字以内"),
    ],
)
def test_what_makes_no_sense_is_refused_before_anyone_is_asked(
    county_officer, changes, reason
):
    with refused(reason):
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
    with refused("2020-12-31"):
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
