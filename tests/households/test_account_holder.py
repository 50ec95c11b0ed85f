"""Whose the bank account is: asked on the sheet when the head changes or leaves."""

import pytest
from django.urls import reverse

from households.history import changes_of
from households.models import Household
from tests.households.sheets import CREATE, person, posted, posted_again, words

pytestmark = pytest.mark.django_db
ACCOUNT = "6217000012345678"
LEFT = {"left_on": "2026-11-01", "left_reason": "03"}


@pytest.fixture
def couple(signed_in):
    """张三, the head, with his account, and his wife 李四."""
    sheet = posted(
        person("张三"),
        person("李四", relation="02", male=False),
        bank_account=ACCOUNT,
    )
    asked = signed_in.post(CREATE, sheet)
    if asked.status_code == 200:
        signed_in.post(CREATE, sheet | {"seen": asked.context["mark"]})
    return Household.objects.get()


@pytest.fixture
def hand_in(signed_in, couple):
    """Send the sheet with some fields changed, and answer its hints."""
    address = reverse("households:update", args=[couple.pk])

    def send(**changes):
        sheet = posted_again(couple) | changes
        answer = signed_in.post(address, sheet)
        if answer.status_code == 200:
            seen = {"seen": answer.context["mark"]}
            answer = signed_in.post(address, sheet | seen)
        return answer

    return send


def holder_of(household):
    household.refresh_from_db()
    return household.bank_holder and household.bank_holder.name


def dies(number=0, relation="99"):
    """The row of a member as one enters a death; 02 becomes head."""
    row = {f"members-{number}-{name}": value for name, value in LEFT.items()}
    return row | {f"members-{number}-relation": relation, "members-1-relation": "01"}


HEAD_CHANGES = {"members-0-relation": "02", "members-1-relation": "01"}


def test_a_new_account_is_that_of_the_head(couple):
    assert holder_of(couple) == "张三"


def test_the_sheet_asks_whose_the_account_is_when_its_holder_has_died(hand_in, couple):
    answer = hand_in(**dies())
    assert answer.status_code == 422
    assert 'href="#id_bank_holder"' in words(answer)
    assert "是张三的，其已不在本户" in words(answer)
    assert holder_of(couple) == "张三"


def test_the_sheet_asks_when_the_head_changes_and_both_are_there(hand_in, couple):
    answer = hand_in(**HEAD_CHANGES)
    assert answer.status_code == 422
    assert "户主已变更" in words(answer)


@pytest.mark.parametrize(
    ("chosen", "holder"), [("head", "李四"), ("李四", "李四"), ("张三", "张三")]
)
def test_the_answer_is_kept(hand_in, couple, chosen, holder):
    people = {row.name: str(row.pk) for row in couple.members.all()}
    chosen = people.get(chosen, chosen)
    assert hand_in(**HEAD_CHANGES, bank_holder=chosen).status_code == 302
    assert holder_of(couple) == holder


def test_the_dead_are_no_answer(hand_in, couple):
    dead = couple.members.get(name="张三").pk
    answer = hand_in(**dies(), bank_holder=str(dead))
    assert answer.status_code == 422
    assert holder_of(couple) == "张三"


def test_the_account_of_the_new_head_answers_too(hand_in, couple):
    answer = hand_in(**dies(), bank_account="6217000087654321")
    assert answer.status_code == 302, words(answer)
    assert holder_of(couple) == "李四"
    assert couple.bank_account_mask.endswith("4321")


def test_nothing_is_asked_while_the_head_stays(hand_in, couple):
    assert hand_in(address="8号").status_code == 302
    assert holder_of(couple) == "张三"


def test_a_household_without_an_account_is_not_asked(signed_in, hand_in, couple):
    Household.objects.update(bank_account_mask="", bank_holder=None)
    assert hand_in(**HEAD_CHANGES).status_code == 302


def test_an_account_of_unknown_owner_is_asked_about(hand_in, couple):
    Household.objects.update(bank_holder=None)
    answer = hand_in(address="8号")
    assert answer.status_code == 422
    assert "没有登记是谁的" in words(answer)


def test_the_history_tells_it_by_name(hand_in, couple):
    hand_in(**HEAD_CHANGES, bank_holder="head")
    told = {
        change.label: (change.old, change.new)
        for one in changes_of(couple)
        for change in one.changes
    }
    assert told["账户户主"] == ("张三", "李四")
