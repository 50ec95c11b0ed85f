"""Borrowed money goes to projects of the library and nowhere else, whatever is tried."""

import pytest

from funds.models import Allocation, PaymentBatch
from tests import factories, money
from tests.database import stopped_by
from tests.refusals import refused

pytestmark = [pytest.mark.django_db, pytest.mark.capability("S130")]
BORROWED = {
    "general bond": "03",
    "special bond": "04",
    "financing of relocation": "05",
    "credit": "10",
}


@pytest.mark.parametrize("kind", BORROWED.values(), ids=BORROWED)
@pytest.mark.parametrize("stage", ["draft", "declared"])
def test_borrowed_money_is_not_given_to_work_outside_the_library(kind, stage):
    document, project = money.document(kind=kind), money.project(stage)
    with refused("没有入库"):
        money.allocation(document, project)
    with stopped_by("allocation_project_in_library"):
        Allocation.objects.create(
            document=document,
            project=project,
            region_code=factories.COUNTY,
            amount_fen=1,
            proposed_by=money.officer(),
        )


@pytest.mark.parametrize("kind", BORROWED.values(), ids=BORROWED)
def test_each_payment_of_borrowed_money_leads_back_to_its_project_and_its_document(
    kind,
):
    budget = {"budget_bond_fen": 20_000_000, "budget_other_fen": 20_000_000}
    document, project = money.document(kind=kind), money.project("in_library", **budget)
    batch = money.batch("released", of=money.allocation(document, project))
    line = batch.payments.get()
    assert (line.batch.allocation.project, line.batch.allocation.document) == (
        project,
        document,
    )
    assert document.kind == kind
    stranger = money.family()
    with refused("不是本项目的受益户"):
        money.batch(of=batch.allocation, amounts={stranger.pk: 100_000})
    assert PaymentBatch.objects.get() == batch


def test_no_money_is_paid_without_an_allocation_to_a_project():
    for model, needed in (
        (PaymentBatch, "allocation"),
        (Allocation, "project"),
        (Allocation, "document"),
    ):
        assert not model._meta.get_field(needed).null
