"""The form of a batch: who is left out and why, what it comes to, every mistake at once."""

import pytest
from django.urls import reverse

from funds.models import PaymentBatch
from households.models import Household, Member
from tests import money
from tests.funds.test_pages import batch_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def families():
    """Three households of a project; the first has been paid for the year."""
    families = [money.family(head_name=name) for name in ("田大有", "田二牛", "田三妹")]
    money.batch(households=families[:1])
    return families


@pytest.fixture
def allocation(families):
    project = money.project("in_library", households=families)
    return money.allocation(money.document(), project)


@pytest.fixture
def opened(client, county_officer, allocation):
    client.force_login(county_officer)
    return reverse("funds:batch-create", args=[allocation.project_id])


def box(household):
    return f"amount_{household.pk.hex}"


def shown_amounts(answer):
    """What stands in each box, by head."""
    return {
        row.household.head_name: bound.value() or ""
        for row, bound, _why in answer.context["lines"].rows()
    }


def test_who_has_been_paid_is_marked_and_left_out_of_the_proposal(client, opened):
    answer = client.get(opened)
    assert shown_amounts(answer) == {"田大有": "", "田二牛": "1000", "田三妹": "1000"}
    paid = PaymentBatch.objects.get()
    assert f"田大有已在批次{paid.number}中" in answer.content.decode()
    assert answer.context["lines"].total_fen == 200_000
    assert ">2,000.00 元</span>" in answer.content.decode()


def test_another_period_is_listed_anew_without_javascript(client, opened, allocation):
    money.batch(
        of=allocation,
        covers=(money.dt.date(2026, 3, 1), money.dt.date(2026, 4, 1)),
        programme="07",
        amounts={allocation.project.beneficiaries.last().household_id: 100},
    )
    asked = batch_form(allocation) | {"relist": "1", "is_advance": ""}
    answer = client.post(opened, asked | {"programme": "07"})
    assert answer.status_code == 200
    assert shown_amounts(answer) == {"田大有": "1000", "田二牛": "1000", "田三妹": ""}
    april = {"first_day": "2026-04-01", "last_day": "2026-04-30", "programme": "07"}
    assert all(shown_amounts(client.post(opened, asked | april)).values())
    assert PaymentBatch.objects.count() == 2


def test_every_mistake_of_a_list_is_said_at_once_beside_its_line(
    client, opened, allocation, families
):
    Household.objects.filter(pk=families[1].pk).update(bank_account_sealed="")
    Member.objects.filter(household=families[2]).update(
        state="dead", left_on="2026-11-01", left_reason="01"
    )
    amounts = {box(household): "1000" for household in families}
    answer = client.post(opened, batch_form(allocation) | amounts)
    assert answer.status_code == 422
    errors = answer.context["lines"].errors
    assert {name: len(errors[name]) for name in errors} == dict.fromkeys(amounts, 1)
    shown = answer.content.decode()
    for household, words in zip(
        families, ("不能重复发放", "没有银行账号", "已去世或离户"), strict=True
    ):
        assert f'href="#id_{box(household)}"' in shown
        assert words in errors[box(household)][0]
    assert PaymentBatch.objects.count() == 1


def test_more_than_the_money_left_is_said_with_the_mistakes_of_the_lines(
    client, opened, allocation, families
):
    amounts = {box(families[0]): "1", box(families[1]): "100001"}
    answer = client.post(opened, batch_form(allocation) | amounts)
    lines = answer.context["lines"]
    assert "可发放余额只有" in lines.non_field_errors()[0]
    assert "不能重复发放" in lines.errors[box(families[0])][0]


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"last_day": "2062-11-30"}, "last_day", "请核对期间的年份"),
        ({"last_day": "2025-12-31"}, "last_day", "期间"),
        ({"is_advance": ""}, "is_advance", "尚未验收"),
        ({"programme": "03"}, "programme", ""),
    ],
)
def test_wrong_terms_are_said_beside_their_field(
    client, opened, allocation, families, typed, field, words
):
    sent = batch_form(allocation) | {box(families[1]): "1000"} | typed
    answer = client.post(opened, sent)
    assert answer.status_code == 422
    assert words in answer.context["form"].errors[field][0]
    assert f'id="id_{field}_error"' in answer.content.decode()


def test_an_accepted_project_is_not_asked_about_an_advance(client, county_officer):
    project = money.project("accepted")
    client.force_login(county_officer)
    shown = client.get(reverse("funds:batch-create", args=[project.pk]))
    assert "is_advance" not in shown.context["form"].fields


def test_an_advance_is_marked_wherever_the_batch_is_shown(client, county_officer):
    batch = money.batch()
    line = batch.payments.get()
    client.force_login(county_officer)
    for address in (
        batch.get_absolute_url(),
        reverse("funds:batch-list"),
        reverse("funds:payment-list"),
        reverse("funds:project-panel", args=[batch.project_id]),
        reverse("funds:household-panel", args=[line.household_id]),
        batch.allocation.document.get_absolute_url(),
    ):
        assert "预付" in client.get(address).content.decode(), address
    [row] = client.get(reverse("api:payment-batch-list")).json()["results"]
    assert row["is_advance"] is True
