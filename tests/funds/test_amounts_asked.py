"""500,000 in a box of 10,000 yuan is five billion: said before it counts, also without JavaScript."""

import pytest
from django.urls import reverse

from core.forms.amounts import SEEN
from funds.models import Allocation, FundDocument, PaymentBatch
from projects.models import Measure, Project
from tests import money
from tests.funds.test_batch_form import box
from tests.funds.test_pages import batch_form, form
from tests.projects import test_pages as projects

pytestmark = pytest.mark.django_db
FIVE_BILLION = "5,000,000,000.00 元（伍拾亿元整）"


def asked(answer):
    """What the page asks before it acts, in one text."""
    assert answer.status_code == 200
    questions = answer.context["asked"]
    shown = answer.content.decode()
    assert f'name="{SEEN}" value="{questions.mark}"' in shown
    words = [*map(str, questions.amounts), *questions.doubts]
    assert all(one in shown for one in words)
    return "\n".join(words)


def test_a_document_of_five_billion_is_read_back_and_then_registered(
    client, county_finance
):
    client.force_login(county_finance)
    address, sent = reverse("funds:document-create"), form(amount_fen="500000")
    answer = client.post(address, sent)
    assert FIVE_BILLION in asked(answer)
    assert "数额很大" in asked(answer)
    assert not FundDocument.objects.exists()
    mark = answer.context["asked"].mark
    assert client.post(address, sent | {SEEN: mark}).status_code == 302
    assert FundDocument.objects.get().amount_fen == 5 * 10**11


@pytest.mark.parametrize("typed", ["1001", "9"])
def test_a_document_out_of_proportion_to_the_countys_others_is_doubted(
    client, county_finance, typed
):
    money.document()  # a million yuan
    client.force_login(county_finance)
    fen = int(typed) * 1_000_000
    sent = form(amount_fen=typed) | {"amount_fen-read": str(fen)}
    words = asked(client.post(reverse("funds:document-create"), sent))
    assert "1,000,000.00 元（壹佰万元整）" in words


def test_a_document_read_back_while_it_was_typed_is_registered_at_once(
    client, county_finance
):
    money.document()
    client.force_login(county_finance)
    sent = form(amount_fen="100") | {"amount_fen-read": "100000000"}
    assert client.post(reverse("funds:document-create"), sent).status_code == 302


def test_an_allocation_far_below_its_budget_is_doubted(client, county_officer):
    project, document = money.project("in_library"), money.document()
    client.force_login(county_officer)
    sent = {"project": str(project.pk), "amount_fen": "0.4", "note": ""}
    answer = client.post(reverse("funds:allocation-create", args=[document.pk]), sent)
    assert "不到500,000.00 元（伍拾万元整）" in asked(answer)
    assert not Allocation.objects.exists()


def test_a_batch_reads_back_its_sum_and_doubts_a_line_far_from_the_plan(
    client, county_officer
):
    allocation = money.allocation(money.document(), money.project("in_library"))
    household = allocation.project.beneficiaries.get().household
    client.force_login(county_officer)
    address = reverse("funds:batch-create", args=[allocation.project_id])
    sent = batch_form(allocation) | {box(household): "80000"}
    answer = client.post(address, sent)
    assert "合计（1户）：80,000.00 元（捌万元整）" in asked(answer)
    assert f"{household.head_name}：80,000.00 元" in asked(answer)
    assert not PaymentBatch.objects.exists()
    expected = sent | {box(household): "1000", "amount_total-read": "100000"}
    assert client.post(address, expected).status_code == 302


def test_a_project_reads_back_budget_and_expectations(client, cadre):
    household = money.family()
    client.force_login(cadre)
    sent = projects.form(household.hh_no, budget_special_fen="500000")
    words = asked(client.post(reverse("projects:create"), sent))
    assert FIVE_BILLION in words
    assert "800.00 元" in words
    assert "数额很大" in words
    assert not Project.objects.exists()


def test_help_reads_back_its_amount_and_is_compared_with_others(client, cadre):
    project = money.project("accepted", by=cadre)
    household = project.beneficiaries.get().household
    client.force_login(cadre)
    address = reverse("projects:measure-create", args=[household.pk])
    shown = client.get(address).content.decode()
    assert '<span class="input-group-text">元</span>' in shown
    sent = {
        "kind": "01",
        "happened_on": "2026-11-20",
        "content": "送羊",
        "amount_fen": "10001",
    }
    words = asked(client.post(address, sent))
    assert "10,001.00 元（壹万零壹元整）" in words
    assert "超过1,000.00 元" in words
    assert Measure.objects.filter(content="送羊").count() == 0


# --- whoever confirms reads the same figure ----------------------------------------------


def shown_to(client, person, row):
    client.force_login(person)
    return client.get(row.get_absolute_url()).content.decode()


def test_who_confirms_a_document_is_asked_with_its_figure(client, county_finance):
    document = money.document(confirmed=False, amount_fen=5 * 10**11)
    page = shown_to(client, county_finance, document)
    assert f"金额是{FIVE_BILLION}" in page
    assert f'<span class="fact-note">{FIVE_BILLION}</span>' in page


def test_who_confirms_an_allocation_is_asked_with_its_figure(client, county_finance):
    project = money.project("in_library")
    proposed = money.allocation(money.document(), project, confirmed=False)
    page = shown_to(client, county_finance, proposed.document)
    assert f"将100,000.00 元（壹拾万元整）安排给“{project.name}”吗" in page


@pytest.mark.parametrize(
    ("state", "words"),
    [("draft", "审批通过这份名单吗"), ("approved", "发放这份名单吗")],
)
def test_who_approves_or_releases_a_batch_is_asked_with_its_figure(
    client, county_officer, county_finance, state, words
):
    batch = money.batch(state)
    person = county_officer if state == "draft" else county_finance
    assert f"{words}？共1户，合计1,000.00 元" in shown_to(client, person, batch)


def test_who_takes_money_back_reads_the_figure(client, county_officer, county_finance):
    entry = money.document().entries.get()
    client.force_login(county_officer)
    address = reverse("funds:entry-reverse", args=[entry.pk])
    assert "1,000,000.00 元（壹佰万元整）" in client.get(address).content.decode()
    client.post(address, {"reason": "录错"})
    page = shown_to(client, county_finance, entry.document)
    assert "冲销1,000,000.00 元（壹佰万元整）" in page


def test_who_submits_a_project_is_asked_with_its_budget(client, cadre):
    project = money.project(by=cadre)
    assert "预算500,000.00 元（伍拾万元整）" in shown_to(client, cadre, project)
