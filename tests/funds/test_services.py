"""Money from the document to the household, and what stops it."""

import uuid

import pytest
from django.db import connection

from core.audit.models import AuditEntry
from funds import postings, services
from funds.models import Account, Allocation, FundDocument
from projects.models import Project
from tests import factories, money
from tests.database import triggers_off
from tests.mutation.attacks import settle
from tests.refusals import refused

pytestmark = pytest.mark.django_db


def test_money_goes_from_the_document_to_the_household_and_every_account_agrees():
    batch = money.batch("released")
    document = batch.allocation.document
    assert money.balance(document, "source") == -100_000_000
    assert money.balance(document, "available") == 90_000_000
    assert money.balance(document, "project") == 9_900_000
    assert money.balance(document, "paid") == 100_000
    assert postings.balance_differences() == []
    assert postings.net_total() == 0


def test_document_counts_only_when_a_second_person_has_confirmed_it():
    document = money.document(confirmed=False)
    assert not Account.objects.filter(document=document).exists()
    with refused("须由另一人复核"):
        services.confirm_document(
            document_id=document.pk, by=document.registered_by, on=money.TODAY
        )
    services.confirm_document(
        document_id=document.pk, by=money.officer(), on=money.TODAY
    )
    assert money.balance(document, "available") == document.amount_fen


def test_document_number_is_registered_once():
    first = money.document()
    with refused("已经登记过") as refusal:
        money.document(number=first.number)
    assert len(refusal.value.reasons) == 1
    assert FundDocument.objects.count() == 1


def test_number_of_a_dropped_document_may_be_registered_again():
    first = money.document(confirmed=False)
    services.drop_document(document_id=first.pk, by=money.officer(), reason="金额录错")
    assert money.document(number=first.number).state == "confirmed"


def test_officer_of_another_county_registers_nothing_here(foreign_officer):
    with refused("办理范围"):
        services.register_document(
            region_code=factories.COUNTY,
            values=money.document_values(),
            by=foreign_officer,
        )


@pytest.mark.parametrize("stage", ["draft", "declared"])
def test_no_fund_goes_to_a_project_outside_the_library(stage):
    with refused("没有入库"):
        money.allocation(money.document(), money.project(stage))
    assert not Allocation.objects.exists()


def test_project_never_receives_more_than_its_budget():
    project = money.project("in_library", budget_special_fen=1_000_000)
    money.allocation(money.document(), project, 600_000)
    with refused("超过项目预算", "4,000.00"):
        money.allocation(money.document(), project, 400_001)
    money.allocation(money.document(), project, 400_000)


def test_allocation_is_confirmed_by_another_person():
    allocation = money.allocation(
        money.document(), money.project("in_library"), confirmed=False
    )
    with refused("须由另一人复核"):
        services.confirm_allocation(
            allocation_id=allocation.pk, by=allocation.proposed_by, on=money.TODAY
        )


def test_confirmed_allocation_makes_the_project_funded_and_its_reversal_undoes_it():
    project = money.project("in_library")
    allocation = money.allocation(money.document(), project)
    project.refresh_from_db()
    assert project.state == "funded"
    money.reverse(allocation.entry)
    project.refresh_from_db()
    allocation.refresh_from_db()
    assert (project.state, allocation.state) == ("in_library", "voided")
    assert (
        money.balance(allocation.document, "available")
        == allocation.document.amount_fen
    )


def test_reversal_needs_a_second_person_and_happens_once():
    entry = money.allocation(money.document(), money.project("in_library")).entry
    asker = money.officer()
    reversal = services.reverse_entry(entry_id=entry.pk, by=asker, reason="重复")
    with refused("须由另一人复核"):
        services.confirm_reversal(reversal_id=reversal.pk, by=asker, on=money.TODAY)
    with refused("已经有人申请冲销"):
        services.reverse_entry(entry_id=entry.pk, by=asker, reason="再来")
    services.confirm_reversal(
        reversal_id=reversal.pk, by=money.officer(), on=money.TODAY
    )
    with refused("已经冲销"):
        services.reverse_entry(entry_id=entry.pk, by=asker, reason="再来")
    assert postings.balance_differences() == []


def test_allocation_that_has_been_paid_out_cannot_be_reversed():
    document = money.document()
    allocation = money.allocation(document, money.project("in_library"), 100_000)
    money.batch("released", of=allocation)
    reversal = services.reverse_entry(
        entry_id=allocation.entry_id, by=money.officer(), reason="收回"
    )
    with refused("余额不足"):
        services.confirm_reversal(
            reversal_id=reversal.pk, by=money.officer(), on=money.TODAY
        )
    assert money.balance(document, "paid") == 100_000


def test_reversed_document_is_void_and_moves_no_more():
    document = money.document()
    money.reverse(document.entries.get())
    document.refresh_from_db()
    assert document.state == "voided"
    with refused("还没有复核"):
        money.allocation(document, money.project("in_library"))


def test_same_key_moves_money_once():
    project = money.project("in_library")
    allocation = money.allocation(money.document(), project)
    again = postings.post_entry(
        key=allocation.entry_id,
        kind="allocate",
        happened_on=money.TODAY,
        document=allocation.document,
        transfer=postings.Transfer(
            postings.account_for(allocation.document, "available"),
            postings.account_for(allocation.document, "project", project),
            allocation.amount_fen,
        ),
        made_by=money.officer(),
        approved_by=money.officer(),
    )
    assert again.pk == allocation.entry_id
    assert money.balance(allocation.document, "project") == allocation.amount_fen


def test_used_key_with_another_amount_is_refused():
    document, key = money.document(confirmed=False), uuid.uuid4()
    services.confirm_document(
        document_id=document.pk, by=money.officer(), on=money.TODAY, key=key
    )
    other = money.document(amount_fen=5, confirmed=False)
    with refused("已经用过"):
        services.confirm_document(
            document_id=other.pk, by=money.officer(), on=money.TODAY, key=key
        )
    other.refresh_from_db()
    assert other.state == "pending"


# --- payments --------------------------------------------------------------------------------


def test_money_left_in_the_budget_is_allocated_after_the_acceptance_too():
    document, project = (
        money.document(),
        money.project("in_library", budget_special_fen=1_000_000),
    )
    money.allocation(document, project, 400_000)
    money._start(project, factories.person("village_cadre"))
    money._accept(project, money.officer())
    assert (
        money.allocation(document, Project.objects.get(pk=project.pk), 600_000).state
        == "confirmed"
    )


def test_proposal_out_of_a_voided_document_is_refused_with_a_sentence():
    document = money.document()
    proposed = money.allocation(document, money.project("in_library"), confirmed=False)
    money.reverse(document.entries.get())
    with refused("该文件已失效，请撤回这笔安排。"):
        services.confirm_allocation(
            allocation_id=proposed.pk, by=money.officer(), on=money.TODAY
        )


def test_form_of_an_allocation_sent_twice_allocates_once():
    document, project, by, key = (
        money.document(),
        money.project("in_library"),
        money.officer(),
        uuid.uuid4(),
    )
    asked = {
        "document_id": document.pk,
        "project_id": project.pk,
        "amount_fen": 1_000,
        "key": key,
    }
    assert [services.allocate(**asked, by=by).pk for _ in range(2)] == [key, key]
    assert Allocation.objects.count() == 1
    with refused("已提交过"):
        services.allocate(**asked, by=money.officer())


def test_altered_balance_is_found_by_the_derivation():
    document = money.document()
    settle()
    with triggers_off("funds_account"), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE funds_account SET credit_fen = credit_fen + 1 WHERE purpose = 'available'"
        )
    (difference,) = postings.balance_differences()
    assert difference.stored[1] == difference.derived[1] + 1
    assert Project.objects.count() == 0
    assert document.amount_fen == difference.derived[1]


def test_every_action_on_money_is_in_the_audit_with_its_actor():
    batch = money.batch("released")
    entry, officers = (
        batch.entry,
        [money.officer(role="county_finance") for _ in range(2)],
    )
    reversal = services.reverse_entry(
        entry_id=entry.pk, by=officers[0], reason="户主姓名有误"
    )
    services.confirm_reversal(reversal_id=reversal.pk, by=officers[1], on=money.TODAY)
    allocation = batch.allocation
    done = {
        row.verb: row.actor_id
        for row in AuditEntry.objects.filter(verb__regex=r"^(fund|payment)\.")
    }
    assert done == {
        "fund.register": allocation.document.registered_by_id,
        "fund.confirm": allocation.document.confirmed_by_id,
        "fund.allocate": allocation.proposed_by_id,
        "fund.confirm_allocation": allocation.confirmed_by_id,
        "payment.make": batch.made_by_id,
        "payment.approve": batch.approved_by_id,
        "payment.release": batch.released_by_id,
        "fund.reverse": officers[0].pk,
        "fund.confirm_reversal": officers[1].pk,
        "payment.return": officers[1].pk,
    }
