"""Money from the document to the household, and what stops it."""

import datetime as dt
import uuid

import pytest

from core.audit.models import AuditEntry
from core.crypto import unseal
from core.refusals import Refused
from funds import postings, services
from funds.models import Account, Allocation, Entry, FundDocument, Payment, PaymentBatch
from households.models import Household, Member
from projects.models import Project
from tests import factories, money

pytestmark = pytest.mark.django_db


def balance(document: FundDocument, purpose: str) -> int:
    found = (
        Account.objects.filter(document=document, purpose=purpose)
        .with_balance()
        .first()
    )
    return found.balance_fen if found else 0


def test_money_goes_from_the_document_to_the_household_and_every_account_agrees():
    batch = money.batch("released")
    document = batch.allocation.document
    assert balance(document, "source") == -100_000_000
    assert balance(document, "available") == 90_000_000
    assert balance(document, "project") == 9_900_000
    assert balance(document, "paid") == 100_000
    assert postings.balance_differences() == []
    assert postings.net_total() == 0


def test_document_counts_only_when_a_second_person_has_confirmed_it():
    document = money.document(confirmed=False)
    assert not Account.objects.filter(document=document).exists()
    with pytest.raises(Refused):
        services.confirm_document(
            document_id=document.pk, by=document.registered_by, on=money.TODAY
        )
    services.confirm_document(
        document_id=document.pk, by=money.officer(), on=money.TODAY
    )
    assert balance(document, "available") == document.amount_fen


def test_document_number_is_registered_once():
    first = money.document()
    with pytest.raises(Refused) as refused:
        money.document(number=first.number)
    assert len(refused.value.reasons) == 1
    assert FundDocument.objects.count() == 1


def test_number_of_a_dropped_document_may_be_registered_again():
    first = money.document(confirmed=False)
    services.drop_document(document_id=first.pk, by=money.officer(), reason="金额录错")
    assert money.document(number=first.number).state == "confirmed"


def test_officer_of_another_county_registers_nothing_here(foreign_officer):
    with pytest.raises(Refused):
        services.register_document(
            region_code=factories.COUNTY,
            values=money.document_values(),
            by=foreign_officer,
        )


@pytest.mark.parametrize("stage", ["draft", "declared"])
def test_no_fund_goes_to_a_project_outside_the_library(stage):
    with pytest.raises(Refused):
        money.allocation(money.document(), money.project(stage))
    assert not Allocation.objects.exists()


def test_project_never_receives_more_than_its_budget():
    project = money.project("in_library", budget_special_fen=1_000_000)
    money.allocation(money.document(), project, 600_000)
    with pytest.raises(Refused):
        money.allocation(money.document(), project, 400_001)
    money.allocation(money.document(), project, 400_000)


def test_more_than_the_document_holds_is_refused_when_it_would_move():
    document = money.document(amount_fen=1_000)
    proposed = [
        money.allocation(document, money.project("in_library"), 600, confirmed=False)
        for _ in range(2)
    ]
    finance = money.officer(role="county_finance")
    services.confirm_allocation(
        allocation_id=proposed[0].pk, by=finance, on=money.TODAY
    )
    with pytest.raises(Refused):
        services.confirm_allocation(
            allocation_id=proposed[1].pk, by=finance, on=money.TODAY
        )
    proposed[1].refresh_from_db()
    assert proposed[1].state == "pending"
    assert balance(document, "available") == 400


def test_allocation_is_confirmed_by_another_person():
    allocation = money.allocation(
        money.document(), money.project("in_library"), confirmed=False
    )
    with pytest.raises(Refused):
        services.confirm_allocation(
            allocation_id=allocation.pk, by=allocation.proposed_by, on=money.TODAY
        )


def test_confirmed_allocation_makes_the_project_funded_and_its_reversal_undoes_it():
    project = money.project("in_library")
    allocation = money.allocation(money.document(), project)
    project.refresh_from_db()
    assert project.state == "funded"
    undo(allocation.entry)
    project.refresh_from_db()
    allocation.refresh_from_db()
    assert (project.state, allocation.state) == ("in_library", "voided")
    assert balance(allocation.document, "available") == allocation.document.amount_fen


def undo(entry: Entry) -> Entry:
    reversal = services.reverse_entry(
        entry_id=entry.pk, by=money.officer(), reason="录入错误"
    )
    return services.confirm_reversal(
        reversal_id=reversal.pk, by=money.officer(), on=money.TODAY
    )


def test_reversal_needs_a_second_person_and_happens_once():
    entry = money.allocation(money.document(), money.project("in_library")).entry
    asker = money.officer()
    reversal = services.reverse_entry(entry_id=entry.pk, by=asker, reason="重复")
    with pytest.raises(Refused):
        services.confirm_reversal(reversal_id=reversal.pk, by=asker, on=money.TODAY)
    with pytest.raises(Refused):
        services.reverse_entry(entry_id=entry.pk, by=asker, reason="再来")
    services.confirm_reversal(
        reversal_id=reversal.pk, by=money.officer(), on=money.TODAY
    )
    with pytest.raises(Refused):
        services.reverse_entry(entry_id=entry.pk, by=asker, reason="再来")
    assert postings.balance_differences() == []


def test_allocation_that_has_been_paid_out_cannot_be_taken_back():
    document = money.document()
    allocation = money.allocation(document, money.project("in_library"), 100_000)
    money.batch("released", of=allocation)
    reversal = services.reverse_entry(
        entry_id=allocation.entry_id, by=money.officer(), reason="收回"
    )
    with pytest.raises(Refused):
        services.confirm_reversal(
            reversal_id=reversal.pk, by=money.officer(), on=money.TODAY
        )
    assert balance(document, "paid") == 100_000


def test_reversed_release_returns_the_batch_and_frees_its_households():
    batch = money.batch("released")
    undo(batch.entry)
    batch.refresh_from_db()
    assert batch.state == "returned"
    assert not batch.payments.live().exists()
    again = money.batch(of=batch.allocation)
    assert again.line_count == 1


def test_reversed_document_is_void_and_moves_no_more():
    document = money.document()
    undo(document.entries.get())
    document.refresh_from_db()
    assert document.state == "voided"
    with pytest.raises(Refused):
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
    assert balance(allocation.document, "project") == allocation.amount_fen


def test_used_key_with_another_amount_is_refused():
    document, key = money.document(confirmed=False), uuid.uuid4()
    services.confirm_document(
        document_id=document.pk, by=money.officer(), on=money.TODAY, key=key
    )
    other = money.document(amount_fen=5, confirmed=False)
    with pytest.raises(Refused):
        services.confirm_document(
            document_id=other.pk, by=money.officer(), on=money.TODAY, key=key
        )
    other.refresh_from_db()
    assert other.state == "pending"


# --- payments --------------------------------------------------------------------------------


def test_batch_freezes_payee_and_account_in_one_statement_for_all_households(
    django_assert_max_num_queries,
):
    households = [money.family() for _ in range(30)]
    allocation = money.allocation(
        money.document(), money.project("in_library", households=households)
    )
    by, amounts = money.officer(), {household.pk: 1_000 for household in households}
    with django_assert_max_num_queries(14):
        batch = services.make_batch(
            allocation_id=allocation.pk,
            programme="01",
            covers=money.YEAR,
            amounts=amounts,
            by=by,
            on=money.TODAY,
        )
    line = batch.payments.get(household=households[0])
    assert (batch.line_count, batch.total_fen) == (30, 30_000)
    assert line.payee_name == households[0].head_name
    context = f"households.Household.bank_account:{line.household_id}"
    assert unseal(line.account_sealed, context) == money.ACCOUNT


def test_card_changed_after_approval_does_not_change_where_money_goes():
    batch = money.batch("approved")
    line = batch.payments.get()
    Household.objects.filter(pk=line.household_id).update(
        bank_account_sealed="x", bank_account_mask="****9999"
    )
    release(batch)
    assert Payment.objects.get(pk=line.pk).account_sealed == line.account_sealed


def approve(batch: PaymentBatch) -> None:
    services.approve_batch(batch_id=batch.pk, by=money.officer())


def release(batch: PaymentBatch) -> None:
    services.release_batch(
        batch_id=batch.pk, by=money.officer(role="county_finance"), on=money.TODAY
    )


def test_three_people_make_approve_and_release():
    batch = money.batch()
    with pytest.raises(Refused):
        services.approve_batch(batch_id=batch.pk, by=batch.made_by)
    approver = money.officer()
    factories.grant(approver, "county_finance", factories.COUNTY)
    services.approve_batch(batch_id=batch.pk, by=approver)
    with pytest.raises(Refused):
        services.release_batch(batch_id=batch.pk, by=approver, on=money.TODAY)
    batch.refresh_from_db()
    assert batch.state == "approved"


@pytest.mark.parametrize(
    "happens",
    [
        lambda line: Member.objects.filter(pk=line.payee_id).update(
            state="dead", left_on=dt.date(2026, 11, 1), left_reason="01"
        ),
        lambda line: Household.objects.filter(pk=line.household_id).update(
            state="removed"
        ),
    ],
    ids=["payee dies", "household leaves the registry"],
)
@pytest.mark.parametrize("state", ["draft", "approved"])
def test_what_happens_after_the_list_was_made_stops_it(state, happens):
    batch = money.batch(state)
    happens(batch.payments.get())
    next_deed = approve if state == "draft" else release
    with pytest.raises(Refused):
        next_deed(batch)
    batch.refresh_from_db()
    assert batch.state == state
    assert postings.net_total() == 0


def test_household_is_paid_once_for_a_subsidy_and_period():
    household = money.family()
    first = money.batch(households=[household])
    again = money.allocation(
        money.document(), money.project("in_library", households=[household])
    )
    with pytest.raises(Refused) as refused:
        money.batch(of=again, covers=(dt.date(2026, 12, 1), dt.date(2027, 3, 1)))
    assert first.number in " ".join(refused.value.reasons)
    assert household.head_name in " ".join(refused.value.reasons)
    money.batch(of=again, covers=(dt.date(2027, 1, 1), dt.date(2028, 1, 1)))
    money.batch(of=again, programme="02")


def test_returned_draft_frees_its_households():
    batch = money.batch()
    services.return_batch(batch_id=batch.pk, by=money.officer(), reason="金额有误")
    assert money.batch(of=batch.allocation).state == "draft"


def test_released_batch_goes_back_only_with_its_money():
    batch = money.batch("released")
    with pytest.raises(Refused):
        services.return_batch(batch_id=batch.pk, by=money.officer(), reason="退回")


def test_household_outside_the_project_is_not_paid():
    allocation = money.allocation(money.document(), money.project("in_library"))
    with pytest.raises(Refused):
        money.batch(of=allocation, amounts={money.family().pk: 100})
    assert not PaymentBatch.objects.exists()


def test_household_without_an_account_is_named():
    household = money.family(account="")
    allocation = money.allocation(
        money.document(), money.project("in_library", households=[household])
    )
    with pytest.raises(Refused) as refused:
        money.batch(of=allocation)
    assert household.head_name in refused.value.reasons[0]


def test_batch_larger_than_its_allocation_is_not_released():
    document, project = money.document(), money.project("in_library")
    allocation, taken_back = (
        money.allocation(document, project, 50_000) for _ in range(2)
    )
    batch = money.batch("approved", of=allocation)
    undo(taken_back.entry)
    with pytest.raises(Refused):
        release(batch)
    batch.refresh_from_db()
    assert (batch.state, batch.entry_id) == ("approved", None)


def test_batch_of_more_than_is_left_is_refused_when_it_is_made_and_says_how_much_is_left():
    allocation = money.allocation(money.document(), money.project("in_library"), 99_999)
    with pytest.raises(Refused) as refused:
        money.batch(of=allocation)
    assert "999.99" in refused.value.reasons[0]
    assert not PaymentBatch.objects.exists()


def test_batches_that_wait_for_their_money_leave_less_for_the_next():
    households = [money.family(), money.family()]
    allocation = money.allocation(
        money.document(), money.project("in_library", households=households), 150_000
    )
    first = money.batch("approved", of=allocation, amounts={households[0].pk: 100_000})
    second = {"of": allocation, "amounts": {households[1].pk: 100_000}}
    with pytest.raises(Refused):
        money.batch(**second)
    services.return_batch(batch_id=first.pk, by=money.officer(), reason="金额有误")
    assert money.batch(**second).total_fen == 100_000


def test_draft_is_not_approved_when_its_money_has_gone_back():
    document, project = money.document(), money.project("in_library")
    allocation, taken_back = (
        money.allocation(document, project, 50_000) for _ in range(2)
    )
    batch = money.batch(of=allocation)
    undo(taken_back.entry)
    with pytest.raises(Refused):
        approve(batch)


@pytest.mark.parametrize("state", ["draft", "approved"])
def test_batch_of_an_allocation_taken_back_goes_no_further_though_money_is_left(state):
    document, project = money.document(), money.project("in_library")
    allocation = money.allocation(document, project, 500_000)
    money.allocation(document, project, 500_000)
    batch = money.batch(state, of=allocation)
    undo(allocation.entry)
    with pytest.raises(Refused) as refused:
        (approve if state == "draft" else release)(batch)
    assert refused.value.reasons == ["这笔安排已收回，请将批次退回。"]
    batch.refresh_from_db()
    assert batch.state == state


def test_first_payment_follows_the_acceptance():
    project = money.project("accepted")
    batch = money.batch("released", of=project.allocations.get())
    assert balance(batch.allocation.document, "paid") == batch.total_fen


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
    undo(document.entries.get())
    with pytest.raises(Refused) as refused:
        services.confirm_allocation(
            allocation_id=proposed.pk, by=money.officer(), on=money.TODAY
        )
    assert refused.value.reasons == ["该文件已失效，请撤回这笔安排。"]


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
    with pytest.raises(Refused):
        services.allocate(**asked, by=money.officer())


def test_another_card_since_the_list_was_made_is_noticed():
    batch = money.batch()
    assert not batch.payments.with_another_card().exists()
    Household.objects.update(bank_account_mask="************9999")
    assert batch.payments.with_another_card().get() == batch.payments.get()


def test_altered_balance_is_found_by_the_derivation():
    from django.db import connection

    from tests.mutation.attacks import drop_trigger, settle

    document = money.document()
    settle()
    drop_trigger("funds_account", "guard_account")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE funds_account SET credit_fen = credit_fen + 1 WHERE purpose = 'available'"
        )
    (difference,) = postings.balance_differences()
    assert difference.stored[1] == difference.derived[1] + 1
    assert Project.objects.count() == 0
    assert document.amount_fen == difference.derived[1]


def test_every_deed_of_money_is_in_the_audit_with_the_one_who_did_it():
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
