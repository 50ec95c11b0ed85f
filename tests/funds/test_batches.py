"""Payment batches: who makes, approves, releases and returns them, and what stops them."""

import datetime as dt

import pytest

from core.crypto import unseal
from funds import postings, services
from funds.models import Payment, PaymentBatch
from households.models import Household, Member
from tests import factories, money
from tests.refusals import refused

pytestmark = pytest.mark.django_db


def test_batch_freezes_payee_and_account_in_one_statement_for_all_households(
    django_assert_max_num_queries,
):
    households = [money.family() for _ in range(30)]
    allocation = money.allocation(
        money.document(), money.project("in_library", households=households)
    )
    by, amounts = money.officer(), {household.pk: 1_000 for household in households}
    with django_assert_max_num_queries(16):
        batch = services.make_batch(
            allocation_id=allocation.pk,
            terms=money.terms(allocation),
            amounts=amounts,
            by=by,
            on=money.TODAY,
        )
    line = batch.payments.get(household=households[0])
    assert (batch.line_count, batch.total_fen) == (30, 30_000)
    assert line.payee_name == households[0].head_name
    context = f"households.Household.bank_account:{line.household_id}"
    assert unseal(line.account_sealed, context) == money.ACCOUNT


def approve(batch: PaymentBatch) -> None:
    services.approve_batch(batch_id=batch.pk, by=money.officer())


def release(batch: PaymentBatch) -> None:
    services.release_batch(
        batch_id=batch.pk, by=money.officer(role="county_finance"), on=money.TODAY
    )


def test_card_changed_after_approval_does_not_change_where_money_goes():
    batch = money.batch("approved")
    line = batch.payments.get()
    Household.objects.filter(pk=line.household_id).update(
        bank_account_sealed="x", bank_account_mask="****9999"
    )
    release(batch)
    assert Payment.objects.get(pk=line.pk).account_sealed == line.account_sealed


def test_three_people_make_approve_and_release():
    batch = money.batch()
    with refused("须由另一人审批"):
        services.approve_batch(batch_id=batch.pk, by=batch.made_by)
    approver = money.officer()
    factories.grant(approver, "county_finance", factories.COUNTY)
    services.approve_batch(batch_id=batch.pk, by=approver)
    with refused("须由第三人发放"):
        services.release_batch(batch_id=batch.pk, by=approver, on=money.TODAY)
    batch.refresh_from_db()
    assert batch.state == "approved"


def payee_dies(line: Payment) -> None:
    Member.objects.filter(pk=line.payee_id).update(
        state="dead", left_on=dt.date(2026, 11, 1), left_reason="01"
    )


def household_leaves(line: Payment) -> None:
    Household.objects.filter(pk=line.household_id).update(state="removed")


@pytest.mark.parametrize(
    ("happens", "reason"),
    [(payee_dies, "已去世"), (household_leaves, "已不在册")],
    ids=["payee dies", "household leaves the registry"],
)
@pytest.mark.parametrize("state", ["draft", "approved"])
def test_what_happens_after_the_list_was_made_stops_it(state, happens, reason):
    batch = money.batch(state)
    happens(batch.payments.get())
    next_action = approve if state == "draft" else release
    with refused(reason):
        next_action(batch)
    batch.refresh_from_db()
    assert batch.state == state
    assert postings.net_total() == 0


def test_household_is_paid_once_for_a_subsidy_and_period():
    household = money.family()
    until_december = (dt.date(2026, 1, 1), dt.date(2026, 12, 1))
    first = money.batch(households=[household], covers=until_december)
    again = money.allocation(
        money.document(), money.project("in_library", households=[household])
    )
    with refused("不能重复发放", first.number, household.head_name):
        money.batch(of=again, covers=(dt.date(2026, 11, 30), dt.date(2026, 12, 31)))
    money.batch(of=again, covers=(dt.date(2026, 12, 1), dt.date(2027, 1, 1)))
    money.batch(of=again, programme="07")


def test_returned_draft_frees_its_households():
    batch = money.batch()
    services.return_batch(batch_id=batch.pk, by=money.officer(), reason="金额有误")
    assert money.batch(of=batch.allocation).state == "draft"


def test_released_batch_goes_back_only_with_its_money():
    batch = money.batch("released")
    with refused("请申请冲销凭证"):
        services.return_batch(batch_id=batch.pk, by=money.officer(), reason="退回")


def test_household_outside_the_project_is_not_paid():
    allocation = money.allocation(money.document(), money.project("in_library"))
    with refused("不是本项目的受益户"):
        money.batch(of=allocation, amounts={money.family().pk: 100})
    assert not PaymentBatch.objects.exists()


def test_household_without_an_account_is_named():
    household = money.family(account="")
    allocation = money.allocation(
        money.document(), money.project("in_library", households=[household])
    )
    with refused(household.head_name, "没有银行账号"):
        money.batch(of=allocation)


def test_batch_larger_than_its_allocation_is_not_released():
    document, project = money.document(), money.project("in_library")
    allocation, other = (money.allocation(document, project, 50_000) for _ in range(2))
    batch = money.batch("approved", of=allocation)
    money.reverse(other.entry)
    with refused("余额不足"):
        release(batch)
    batch.refresh_from_db()
    assert (batch.state, batch.entry_id) == ("approved", None)


def test_a_batch_of_more_than_is_left_is_refused_and_told_how_much_is_left():
    allocation = money.allocation(money.document(), money.project("in_library"), 99_999)
    with refused("可发放余额只有999.99元"):
        money.batch(of=allocation)
    assert not PaymentBatch.objects.exists()


def test_batches_that_wait_for_their_money_leave_less_for_the_next():
    households = [money.family(), money.family()]
    allocation = money.allocation(
        money.document(), money.project("in_library", households=households), 150_000
    )
    first = money.batch("approved", of=allocation, amounts={households[0].pk: 100_000})
    second = {"of": allocation, "amounts": {households[1].pk: 100_000}}
    with refused("可发放余额只有"):
        money.batch(**second)
    services.return_batch(batch_id=first.pk, by=money.officer(), reason="金额有误")
    assert money.batch(**second).total_fen == 100_000


def test_draft_is_not_approved_when_its_money_has_gone_back():
    document, project = money.document(), money.project("in_library")
    allocation, other = (money.allocation(document, project, 50_000) for _ in range(2))
    batch = money.batch(of=allocation)
    money.reverse(other.entry)
    with refused("可发放余额只有"):
        approve(batch)


@pytest.mark.parametrize("state", ["draft", "approved"])
def test_batch_of_a_reversed_allocation_goes_no_further_though_money_is_left(state):
    document, project = money.document(), money.project("in_library")
    allocation = money.allocation(document, project, 500_000)
    money.allocation(document, project, 500_000)
    batch = money.batch(state, of=allocation)
    money.reverse(allocation.entry)
    with refused("这笔安排已收回，请将批次退回。"):
        (approve if state == "draft" else release)(batch)
    batch.refresh_from_db()
    assert batch.state == state


def test_first_payment_follows_the_acceptance():
    project = money.project("accepted")
    batch = money.batch("released", of=project.allocations.get())
    assert money.balance(batch.allocation.document, "paid") == batch.total_fen


def test_another_card_since_the_list_was_made_is_noticed():
    batch = money.batch()
    assert not batch.payments.with_another_card().exists()
    Household.objects.update(bank_account_mask="************9999")
    assert batch.payments.with_another_card().get() == batch.payments.get()


def test_reversed_release_returns_the_batch_and_frees_its_households():
    batch = money.batch("released")
    money.reverse(batch.entry)
    batch.refresh_from_db()
    assert batch.state == "returned"
    assert not batch.payments.live().exists()
    again = money.batch(of=batch.allocation)
    assert again.line_count == 1
