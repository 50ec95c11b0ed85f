"""Pages of money: what they show, what a refusal says, how many queries they take."""

import pytest
from django.urls import reverse

from core.web import worklist
from funds.models import Allocation, FundDocument, PaymentBatch
from households import timeline
from tests import factories, money
from tests.amounts import send_seen

pytestmark = pytest.mark.django_db


def form(**values):
    return {
        "place": factories.COUNTY,
        "number": "清财农〔2026〕12号",
        "title": "衔接资金",
        "issued_on": "2026-01-15",
        "issuer": "省财政厅",
        "level": "2",
        "kind": "01",
        "budget_line": "2130505",
        "amount_fen": "１，２００.５",
        **values,
    }


def batch_form(allocation):
    """What a browser would send from the form of a batch, but for the amounts."""
    return {
        "allocation": str(allocation.pk),
        "programme": "01",
        "first_day": "2026-01-01",
        "last_day": "2026-12-31",
        "is_advance": "on",
    }


def post(client, person, url_name, row, sent=None):
    """Send a form about a row as a person; it succeeds."""
    client.force_login(person)
    answer = send_seen(client, reverse(url_name, args=[row.pk]), sent)
    assert answer.status_code == 302


def test_finance_registers_and_a_second_person_confirms(
    client, county_finance, county_officer
):
    client.force_login(county_finance)
    send_seen(client, reverse("funds:document-create"), form())
    document = FundDocument.objects.get()
    assert document.amount_fen == 1_200_500_000
    assert (
        client.post(reverse("funds:document-confirm", args=[document.pk])).status_code
        == 409
    )
    client.force_login(county_officer)
    assert (
        client.post(reverse("funds:document-confirm", args=[document.pk])).status_code
        == 302
    )
    document.refresh_from_db()
    assert document.state == "confirmed"


@pytest.mark.parametrize(
    "typed", ["0", "-1", "NaN", "1e3", "1.0000001", "=1+1", "1,00", "9" * 30, ""]
)
def test_wrong_amount_is_refused_with_a_field_message(client, county_finance, typed):
    client.force_login(county_finance)
    answer = send_seen(client, reverse("funds:document-create"), form(amount_fen=typed))
    assert answer.status_code == 422
    assert 'id="id_amount_fen_error"' in answer.content.decode()
    assert not FundDocument.objects.exists()


def test_money_is_allocated_paid_and_found_from_both_ends(
    client, county_officer, county_officer_2, county_finance
):
    household = money.family(head_name="田大有")
    project = money.project("in_library", households=[household])
    document = money.document()
    sent = {"project": str(project.pk), "amount_fen": "10", "note": ""}
    post(client, county_finance, "funds:allocation-create", document, sent)
    allocation = Allocation.objects.get()
    post(client, county_officer, "funds:allocation-confirm", allocation)
    sent = batch_form(allocation) | {f"amount_{household.pk.hex}": "1000"}
    post(client, county_officer, "funds:batch-create", project, sent)
    batch = PaymentBatch.objects.get()
    assert batch.last_day == money.dt.date(2026, 12, 31)
    post(client, county_officer_2, "funds:batch-approve", batch)
    post(client, county_finance, "funds:batch-release", batch)
    down = client.get(document.get_absolute_url()).content.decode()
    assert project.name in down
    assert batch.number in down
    assert "田大有" in client.get(batch.get_absolute_url()).content.decode()
    up = client.get(
        reverse("funds:household-panel", args=[household.pk])
    ).content.decode()
    assert document.number in up
    assert reverse("funds:batch-detail", args=[batch.pk]) in up


def test_maker_sees_why_they_cannot_approve(client, county_officer):
    batch = money.batch(by=county_officer)
    client.force_login(county_officer)
    shown = client.get(batch.get_absolute_url()).content.decode()
    assert "须由另一人审批" in shown
    assert reverse("funds:batch-approve", args=[batch.pk]) not in shown


def test_account_is_masked_everywhere(client, county_officer, cadre):
    batch = money.batch("released")
    pages = [
        batch.get_absolute_url(),
        reverse("funds:payment-list"),
        reverse("ledgers:detail", args=["payment-list"]),
    ]
    for person in (county_officer, cadre):
        client.force_login(person)
        for address in pages:
            shown = client.get(address)
            assert shown.status_code == 200
            assert money.ACCOUNT not in shown.content.decode()


def test_worklist_offers_a_batch_to_those_who_may_act_on_it(
    county_officer, county_finance
):
    batch = money.batch()
    titles = [item.title for item in worklist.items_for(county_officer, money.TODAY)]
    assert any(batch.number in title for title in titles)
    assert not any(
        batch.number in item.title
        for item in worklist.items_for(batch.made_by, money.TODAY)
    )
    assert not any(
        batch.number in item.title
        for item in worklist.items_for(county_finance, money.TODAY)
    )
    money.funds.approve_batch(batch_id=batch.pk, by=county_officer)
    assert any(
        batch.number in item.title
        for item in worklist.items_for(county_finance, money.TODAY)
    )


def test_worklist_offers_a_new_document_to_a_second_person(county_officer):
    document = money.document(confirmed=False)
    assert document.number in [
        item.title for item in worklist.items_for(county_officer, money.TODAY)
    ]
    assert document.number not in [
        item.title for item in worklist.items_for(document.registered_by, money.TODAY)
    ]


def test_api_answers_in_fen_within_the_own_region(
    client, county_officer, foreign_officer
):
    batch = money.batch("released")
    client.force_login(county_officer)
    (row,) = client.get(reverse("api:payment-batch-list")).json()["results"]
    assert (row["number"], row["total_fen"], row["covers_until"]) == (
        batch.number,
        100_000,
        "2027-01-01",
    )
    asked = {
        "region": factories.VILLAGE,
        "project": str(batch.project_id),
        "state": "released",
    }
    assert client.get(reverse("api:payment-batch-list"), asked).json()["count"] == 1
    asked["region"] = factories.SIBLING_VILLAGE
    assert client.get(reverse("api:payment-batch-list"), asked).json()["count"] == 0
    (fund,) = client.get(reverse("api:fund-document-list")).json()["results"]
    assert (fund["available_fen"], fund["paid_fen"]) == (90_000_000, 100_000)
    client.force_login(foreign_officer)
    assert client.get(reverse("api:payment-batch-list")).json()["results"] == []


def test_payment_shows_in_the_timeline_of_the_household_on_the_day_of_its_release(
    county_officer,
):
    paid = money.batch("released").payments.get()
    entries, _more = timeline.entries(paid.household, county_officer)
    [entry] = [entry for entry in entries if entry.url == paid.batch.get_absolute_url()]
    assert (entry.at, "1,000.00" in entry.text) == (money.TODAY, True)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("last_day", "9999-12-31"),
        ("first_day", "0001-01-01"),
        ("last_day", "2026-02-30"),
        ("first_day", "2027-01-01"),
    ],
)
def test_period_without_sense_gets_a_field_message(
    client, county_officer, field, typed
):
    allocation = money.allocation(money.document(), money.project("in_library"))
    client.force_login(county_officer)
    sent = batch_form(allocation)
    household = allocation.project.beneficiaries.get().household_id
    answer = send_seen(
        client,
        reverse("funds:batch-create", args=[allocation.project_id]),
        sent | {field: typed, f"amount_{household.hex}": "100"},
    )
    assert answer.status_code == 422
    assert not PaymentBatch.objects.exists()


def test_document_of_tomorrow_is_not_registered(client, county_finance):
    client.force_login(county_finance)
    assert (
        send_seen(
            client, reverse("funds:document-create"), form(issued_on="2099-01-01")
        ).status_code
        == 422
    )
    assert not FundDocument.objects.exists()


def test_batch_page_names_the_households_with_another_card(client, county_officer):
    batch = money.batch("approved")
    line = batch.payments.select_related("household").get()
    client.force_login(county_officer)
    words = "造册后变更了银行账户"
    assert words not in client.get(batch.get_absolute_url()).content.decode()
    type(line.household).objects.update(bank_account_mask="************9999")
    shown = client.get(batch.get_absolute_url()).content.decode()
    assert words in shown
    assert line.household.head_name in shown


def test_the_township_is_shown_no_link_to_a_document_it_cannot_open(
    client, township_officer, county_officer
):
    batch = money.batch("released")
    document = batch.allocation.document
    pages = [
        reverse("funds:household-panel", args=[batch.payments.get().household_id]),
        reverse("funds:project-panel", args=[batch.project_id]),
        batch.get_absolute_url(),
    ]
    client.force_login(township_officer)
    assert client.get(document.get_absolute_url()).status_code == 404
    for address in pages:
        shown = client.get(address).content.decode()
        assert document.number in shown
        assert document.get_absolute_url() not in shown
    client.force_login(county_officer)
    for address in pages:
        assert document.get_absolute_url() in client.get(address).content.decode()
