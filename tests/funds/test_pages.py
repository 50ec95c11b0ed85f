"""Pages of money: what they show, what a refusal says, how many queries they take."""

from itertools import pairwise

import pytest
from django.urls import reverse

from core.web import worklist
from funds.flow_chart import HEIGHT, PITCH, chart_of
from funds.models import Allocation, FundDocument, PaymentBatch
from funds.money_flow import flow_of
from tests import factories, money

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


def test_finance_registers_and_a_second_person_confirms(
    client, county_finance, county_officer
):
    client.force_login(county_finance)
    client.post(reverse("funds:document-create"), form())
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
    answer = client.post(reverse("funds:document-create"), form(amount_fen=typed))
    assert answer.status_code == 422
    assert 'id="id_amount_fen_error"' in answer.content.decode()
    assert not FundDocument.objects.exists()


def test_money_is_allocated_paid_and_found_from_both_ends(
    client, county_officer, county_officer_2, county_finance
):
    household = money.family(head_name="田大有")
    project = money.project("in_library", households=[household])
    document = money.document()
    client.force_login(county_finance)
    sent = {"project": str(project.pk), "amount_fen": "10", "note": ""}
    assert (
        client.post(
            reverse("funds:allocation-create", args=[document.pk]), sent
        ).status_code
        == 302
    )
    allocation = Allocation.objects.get()
    client.force_login(county_officer)
    client.post(reverse("funds:allocation-confirm", args=[allocation.pk]))
    sent = {
        "allocation": str(allocation.pk),
        "programme": "01",
        "first_day": "2026-01-01",
        "last_day": "2026-12-31",
        f"amount_{household.pk.hex}": "1000",
    }
    assert (
        client.post(reverse("funds:batch-create", args=[project.pk]), sent).status_code
        == 302
    )
    batch = PaymentBatch.objects.get()
    assert batch.last_day == money.dt.date(2026, 12, 31)
    client.force_login(county_officer_2)
    assert (
        client.post(reverse("funds:batch-approve", args=[batch.pk])).status_code == 302
    )
    client.force_login(county_finance)
    assert (
        client.post(reverse("funds:batch-release", args=[batch.pk])).status_code == 302
    )
    down = client.get(document.get_absolute_url()).content.decode()
    assert project.name in down
    assert batch.number in down
    assert "田大有" in client.get(batch.get_absolute_url()).content.decode()
    up = client.get(
        reverse("funds:household-panel", args=[household.pk])
    ).content.decode()
    assert document.number in up
    assert reverse("funds:batch-detail", args=[batch.pk]) in up


def test_trace_takes_the_same_queries_whatever_was_paid(
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
    with django_assert_num_queries(11) as first:
        client.get(document.get_absolute_url())
    for _ in range(3):
        spend()
    with django_assert_num_queries(len(first)):
        client.get(document.get_absolute_url())


def test_maker_sees_why_he_cannot_approve(client, county_officer):
    batch = money.batch()
    PaymentBatch.objects.filter(pk=batch.pk).update(made_by=county_officer)
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


def test_fund_ledger_shows_amounts_by_level_and_what_was_paid(client, county_officer):
    batch = money.batch("released")
    client.force_login(county_officer)
    shown = client.get(reverse("ledgers:detail", args=["fund-ledger"])).content.decode()
    assert batch.allocation.document.number in shown
    assert "0.1000" in shown


def test_fund_ledger_says_once_for_each_project_and_document_how_much_of_it_is_spent(
    client, county_officer
):
    document, project = money.document(), money.project("in_library")
    first = money.allocation(document, project, 150_000)
    money.allocation(document, project, 150_000)
    money.batch("released", of=first)
    client.force_login(county_officer)
    rows = client.get(reverse("ledgers:detail", args=["fund-ledger"])).context["rows"]
    assert [text for row in rows for column, text in row if column.key == "spent"] == [
        "33.33",
        "",
    ]


def test_payment_ledger_has_the_official_columns():
    from funds.ledgers import PAYMENT_LEDGER

    assert [column.head[-1] for column in PAYMENT_LEDGER.columns] == [
        "序号",
        "乡镇",
        "村",
        "组",
        "户主",
        "身份证号",
        "领款人",
        "领款人身份证号",
        "社保卡（银行卡）号",
        "开户行",
        "补贴项目",
        "标准",
        "数量",
        "金额（元）",
        "联系电话",
        "备注",
    ]


def test_flow_picture_is_drawn_to_the_scale_of_the_money():
    batch = money.batch("released")
    flow = flow_of(batch.allocation.document)
    issued, project = chart_of(flow).bands[:2]
    assert flow.issued_fen == flow.available_fen + flow.held_fen + flow.paid_fen
    assert project.height / issued.height == pytest.approx(
        flow.allocated_fen / flow.issued_fen
    )
    assert issued.height <= HEIGHT


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


@pytest.mark.parametrize("slug", ["fund-ledger", "payment-list"])
def test_workbook_totals_are_those_of_the_rows(county_officer, tmp_path, slug):
    from openpyxl import load_workbook

    from ledgers.declaration import Request, ledger_named
    from ledgers.export import write_file

    households = [money.family(), money.family()]
    allocation = money.allocation(
        money.document(), money.project("in_library", households=households), 2_000_000
    )
    money.batch("released", of=allocation)
    request = Request(county_officer, factories.COUNTY, {}, money.TODAY)
    ledger = ledger_named(slug)
    assert write_file(ledger, request, tmp_path / "ledger.xlsx") == (
        1 if slug == "fund-ledger" else 2
    )
    sheet = load_workbook(tmp_path / "ledger.xlsx").active
    written = [
        cell for row in sheet.values for cell in row if isinstance(cell, int | float)
    ]
    wanted = (2, 0.2, 1.8) if slug == "fund-ledger" else (2000, 1000)
    assert all(
        any(cell == pytest.approx(value) for cell in written) for value in wanted
    )


def test_payment_shows_in_the_timeline_of_the_household_on_the_day_of_its_release(
    county_officer,
):
    from households import timeline

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
    sent = {
        "allocation": allocation.pk,
        "programme": "01",
        "first_day": "2026-01-01",
        "last_day": "2026-12-31",
    }
    household = allocation.project.beneficiaries.get().household_id
    answer = client.post(
        reverse("funds:batch-create", args=[allocation.project_id]),
        sent | {field: typed, f"amount_{household.hex}": "100"},
    )
    assert answer.status_code == 422
    assert not PaymentBatch.objects.exists()


def test_document_of_tomorrow_is_not_registered(client, county_finance):
    client.force_login(county_finance)
    assert (
        client.post(
            reverse("funds:document-create"), form(issued_on="2099-01-01")
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


def test_payment_list_says_of_each_line_whether_it_is_paid(client, county_officer):
    for state in ("draft", "approved", "released"):
        money.batch(state, households=[money.family(head_name=f"户{state}")])
    client.force_login(county_officer)
    address = reverse("ledgers:detail", args=["payment-list"])
    rows = {row[4][1]: row[-1][1] for row in client.get(address).context["rows"]}
    assert rows == {
        "户draft": "未审批、未发放",
        "户approved": "已审批、未发放",
        "户released": "",
    }
    assert [
        row[4][1] for row in client.get(address, {"state": "released"}).context["rows"]
    ] == ["户released"]


def test_names_in_the_flow_picture_do_not_lie_on_each_other():
    document = money.document(amount_fen=10_000_000)
    for amount_fen in (9_000_000, 100, 100, 100):
        money.allocation(document, money.project("in_library"), amount_fen)
    chart = chart_of(flow_of(document))
    lines = [bar.middle for bar in chart.bands[1:]]
    assert len(lines) == 5
    assert all(after - before >= PITCH * 0.9 for before, after in pairwise(lines))
    assert lines[-1] < chart.height


def test_payment_list_says_its_total_in_words(county_officer, tmp_path):
    from openpyxl import load_workbook

    from ledgers.declaration import Request, ledger_named
    from ledgers.export import write_file

    money.batch("released", households=[money.family(), money.family()])
    request = Request(county_officer, factories.COUNTY, {}, money.TODAY)
    write_file(ledger_named("payment-list"), request, tmp_path / "list.xlsx")
    sheet = load_workbook(tmp_path / "list.xlsx").active
    first = [row[0] for row in sheet.values]
    assert "合计金额（大写）：人民币贰仟元整" in first
    assert first[-1].startswith("村（盖章）：")
