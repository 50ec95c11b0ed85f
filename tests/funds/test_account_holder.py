"""Nobody's account is paid silently: not that of the dead, nor that of another person."""

import pytest

from funds import services
from households.models import Household, Member
from tests import money
from tests.refusals import refused

pytestmark = pytest.mark.django_db
GONE = {
    "died": {"state": "dead", "left_reason": "01"},
    "moved out": {"state": "moved_out", "left_reason": "02"},
}


def leaves(person, how="died"):
    Member.objects.filter(pk=person.pk).update(left_on="2026-11-01", **GONE[how])


def allocation_for(household):
    project = money.project("in_library", households=[household])
    return money.allocation(money.document(), project)


@pytest.mark.parametrize("how", GONE)
def test_account_of_a_head_who_is_gone_is_not_paid_to_the_new_head(how):
    household = money.family(head_name="田大有")
    heir = money.member(household, name="田小有")
    leaves(household.bank_holder, how)
    Household.objects.update(head_name=heir.name)
    with refused("田小有户的银行账号是田大有的，其已去世或离户"):
        money.batch(of=allocation_for(household))
    Household.objects.update(bank_holder=heir)
    assert money.batch(of=allocation_for(household)).payments.get().payee == heir


def test_account_of_which_nobody_has_said_whose_it_is_is_not_paid():
    household = money.family()
    Household.objects.update(bank_holder=None)
    with refused("没有登记是谁的"):
        money.batch(of=allocation_for(household))


def test_account_of_a_member_of_another_household_is_not_paid():
    household = money.family()
    Household.objects.filter(pk=household.pk).update(
        bank_holder=money.family().members.get()
    )
    with refused("已去世或离户"):
        money.batch(of=allocation_for(household))


def another_holder():
    """A household whose money goes to the wife's account."""
    household = money.family(head_name="田大有")
    household.bank_holder = money.member(household, name="李秀英")
    household.save(update_fields=["bank_holder"])
    return household


def test_account_of_somebody_else_than_the_payee_is_marked_on_the_line(
    client, county_officer
):
    batch = money.batch(of=allocation_for(another_holder()))
    line = batch.payments.get()
    assert (line.payee_name, line.account_holder.name) == ("田大有", "李秀英")
    client.force_login(county_officer)
    assert "李秀英的账户" in client.get(batch.get_absolute_url()).content.decode()


def test_account_of_the_payee_needs_no_mark(client, county_officer):
    batch = money.batch()
    client.force_login(county_officer)
    assert "的账户" not in client.get(batch.get_absolute_url()).content.decode()


@pytest.mark.parametrize("state", ["draft", "approved"])
def test_a_holder_who_dies_after_the_list_was_made_stops_it(state):
    batch = money.batch(state, of=allocation_for(another_holder()))
    leaves(batch.payments.get().account_holder)
    with refused("账号是李秀英的，其已去世或离户"):
        if state == "draft":
            services.approve_batch(batch_id=batch.pk, by=money.officer())
        else:
            services.release_batch(
                batch_id=batch.pk,
                by=money.officer(role="county_finance"),
                on=money.TODAY,
            )


def test_the_database_releases_nothing_to_the_account_of_the_dead(monkeypatch):
    batch = money.batch("approved", of=allocation_for(another_holder()))
    leaves(batch.payments.get().account_holder)
    monkeypatch.setattr("funds.services.batches.ineligible", lambda batch: [])
    with refused("已去世或离户，请将批次退回"):
        services.release_batch(
            batch_id=batch.pk, by=money.officer(role="county_finance"), on=money.TODAY
        )
