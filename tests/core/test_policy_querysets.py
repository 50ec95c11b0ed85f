"""Which proposed figures each word means."""

import pytest
from django.utils import timezone
from psycopg2.extras import DateRange

from core.policy.models import ParameterProposal
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposed(county_officer):
    """Propose a figure of a place."""

    def propose(key, region_code=factories.COUNTY):
        return ParameterProposal.objects.create(
            key=key,
            region_code=region_code,
            value=1,
            period=DateRange(None, None),
            document="清扶〔2020〕1号",
            reason="年度标准",
            proposed_by=county_officer,
        )

    return propose


def test_a_proposal_is_pending_until_it_is_decided(proposed, county_officer_2):
    waiting = proposed("poverty_line")
    refused = proposed("exit_announcement_days")
    refused.decided_by, refused.decided_at = county_officer_2, timezone.now()
    refused.answer = "数字有误"
    refused.save(update_fields=["decided_by", "decided_at", "answer"])
    assert list(ParameterProposal.objects.pending()) == [waiting]


def test_proposals_are_about_a_parameter_of_a_place(proposed):
    here = proposed("poverty_line")
    proposed("poverty_line", factories.OTHER_COUNTY)
    proposed("exit_announcement_days")
    about = ParameterProposal.objects.about("poverty_line", factories.COUNTY)
    assert list(about) == [here]


def test_proposals_of_a_place_by_parameter(proposed, django_assert_num_queries):
    line, days = proposed("poverty_line"), proposed("exit_announcement_days")
    proposed("notice_day_kind", factories.OTHER_COUNTY)
    with django_assert_num_queries(1):
        found = ParameterProposal.objects.by_key(factories.COUNTY)
        names = {found[key].proposed_by.name for key in found}
    assert found == {"poverty_line": line, "exit_announcement_days": days}
    assert names == {"钱县办"}
