"""Where the money of a document went: the figures and the chart."""

from itertools import pairwise

import pytest

from funds.flow_chart import HEIGHT, PITCH, chart_of
from funds.money_flow import flow_of
from tests import money

pytestmark = pytest.mark.django_db


def test_the_flow_takes_the_same_queries_whatever_was_paid(
    client, county_officer, django_assert_num_queries
):
    document = money.document()
    client.force_login(county_officer)

    def spend():
        households = [money.family() for _ in range(4)]
        project = money.project("in_library", households=households)
        money.batch("released", of=money.allocation(document, project, 1_000_000))

    spend()
    client.get(document.get_absolute_url())
    with django_assert_num_queries(10) as first:
        client.get(document.get_absolute_url())
    for _ in range(3):
        spend()
    with django_assert_num_queries(len(first)):
        client.get(document.get_absolute_url())


def test_the_chart_is_drawn_to_the_scale_of_the_money():
    batch = money.batch("released")
    flow = flow_of(batch.allocation.document)
    issued, project = chart_of(flow).bars[:2]
    assert flow.issued_fen == flow.available_fen + flow.held_fen + flow.paid_fen
    assert project.height / issued.height == pytest.approx(
        flow.allocated_fen / flow.issued_fen
    )
    assert issued.height <= HEIGHT


def test_names_in_the_chart_do_not_overlap():
    document = money.document(amount_fen=10_000_000)
    for amount_fen in (9_000_000, 100, 100, 100):
        money.allocation(document, money.project("in_library"), amount_fen)
    chart = chart_of(flow_of(document))
    lines = [bar.middle for bar in chart.bars[1:]]
    assert len(lines) == 5
    assert all(after - before >= PITCH * 0.9 for before, after in pairwise(lines))
    assert lines[-1] < chart.height
