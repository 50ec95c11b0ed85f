"""Pages of projects: what they show, what a refusal says, how many queries they take."""

import pytest
from django.urls import reverse

from projects.models import Project
from tests import factories, money
from tests.amounts import send_seen

pytestmark = pytest.mark.django_db


def form(household, **values):
    """What a browser would send from the declaration form."""
    rows = {
        "b-TOTAL_FORMS": "1",
        "b-INITIAL_FORMS": "0",
        "b-0-household": household,
        "b-0-how": "务工",
        "b-0-expected_fen": "800",
    }
    return {
        "place": factories.VILLAGE,
        "name": "上村蔬菜大棚",
        "category": "010101",
        "nature": "01",
        "content": "新建大棚10亩",
        "site": "二组",
        "planned_from": "2026-03-01",
        "planned_to": "2026-10-31",
        "plan_year": "2026",
        "responsible_unit": "上村村委会",
        "responsible_person": "李负责",
        "budget_special_fen": "12.5",
        "benefit_linkage": "土地流转",
        "performance_target": "带动10户",
        "benefit_villages": "1",
        "benefit_households": "30",
        "benefit_people": "100",
        **rows,
        **values,
    }


def test_cadre_declares_by_the_name_of_the_head(client, cadre):
    household = money.family(head_name="田大有")
    client.force_login(cadre)
    answer = send_seen(client, reverse("projects:create"), form("田大有"))
    project = Project.objects.get()
    assert answer.status_code == 302
    assert (project.budget_special_fen, project.state) == (12_500_000, "draft")
    row = project.beneficiaries.get()
    assert (row.household, row.expected_fen) == (household, 80_000)


def test_two_heads_of_one_name_are_told_apart_by_number(client, cadre):
    one, other = money.family(head_name="田大有"), money.family(head_name="田大有")
    client.force_login(cadre)
    answer = send_seen(client, reverse("projects:create"), form("田大有"))
    assert answer.status_code == 422
    assert one.hh_no in answer.content.decode()
    assert (
        send_seen(
            client, reverse("projects:create"), form(f"{other.hh_no} 田大有")
        ).status_code
        == 302
    )
    assert Project.objects.get().beneficiaries.get().household == other


def test_household_of_the_next_village_is_unknown_here(client, cadre):
    household = money.family(factories.SIBLING_VILLAGE)
    client.force_login(cadre)
    assert (
        send_seen(client, reverse("projects:create"), form(household.hh_no)).status_code
        == 422
    )
    assert not Project.objects.exists()


@pytest.mark.parametrize("typed", ["-1", "1e3", "NaN", "=1+1", "0.0000001", "十万"])
def test_wrong_budget_gets_a_sentence_and_loses_nothing(client, cadre, typed):
    household = money.family()
    client.force_login(cadre)
    answer = send_seen(
        client,
        reverse("projects:create"),
        form(household.hh_no, budget_special_fen=typed),
    )
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "上村蔬菜大棚" in shown
    assert 'id="id_budget_special_fen_error"' in shown
    assert not Project.objects.exists()


def test_changed_form_keeps_untouched_households(client, cadre):
    household = money.family()
    project = money.project(by=cadre, households=[household])
    client.force_login(cadre)
    shown = client.get(reverse("projects:update", args=[project.pk]))
    assert household.hh_no in shown.content.decode()
    sent = form(
        f"{household.hh_no} {household.head_name}",
        version=str(project.version),
        **{
            "b-INITIAL_FORMS": "1",
            "b-0-how": "务工和分红",
            "b-0-expected_fen": "1000",
            "site": "五组",
        },
    )
    assert (
        send_seen(
            client, reverse("projects:update", args=[project.pk]), sent
        ).status_code
        == 302
    )
    project.refresh_from_db()
    assert (project.site, project.beneficiaries.count()) == ("五组", 1)


def test_submitting_opens_the_case(client, cadre):
    project = money.project(by=cadre)
    client.force_login(cadre)
    with money.policy():
        answer = client.post(reverse("projects:submit", args=[project.pk]))
    assert answer["Location"].startswith("/cases/")
    detail = client.get(project.get_absolute_url()).content.decode()
    assert "XM-990101-" in detail


def test_empty_draft_is_refused_with_what_to_do(client, cadre):
    project = money.project(by=cadre, households=[])
    client.force_login(cadre)
    with money.policy():
        answer = client.post(reverse("projects:submit", args=[project.pk]))
    assert answer.status_code == 409
    assert "至少填写一户受益的在册户" in answer.content.decode()


def test_list_takes_the_same_queries_for_one_and_for_many(
    client, cadre, django_assert_num_queries
):
    client.force_login(cadre)
    money.project(by=cadre)
    address = reverse("projects:list")
    client.get(address)
    with django_assert_num_queries(6) as first:
        client.get(address)
    for _ in range(5):
        money.project(by=cadre)
    with django_assert_num_queries(len(first)):
        client.get(address)


def test_suggestions_name_own_households_and_never_answer_a_number(client, cadre):
    money.family(head_name="田大有")
    money.family(factories.SIBLING_VILLAGE, head_name="田二牛")
    client.force_login(cadre)
    address = reverse("projects:household-options")
    assert "田大有" in (
        shown := client.get(address, {"b-0-household": "田"}).content.decode()
    )
    assert "田二牛" not in shown
    assert (
        "<option"
        not in client.get(
            address, {"b-0-household": "990101197005010010"}
        ).content.decode()
    )


def test_a_budget_that_is_too_large_in_all_gets_a_sentence(client, cadre):
    household = money.family()
    client.force_login(cadre)
    most = str(10**14 // 1_000_000)
    sent = form(household.hh_no, budget_special_fen=most, budget_bond_fen=most)
    answer = send_seen(client, reverse("projects:create"), sent)
    assert answer.status_code == 409
    assert "预算合计" in answer.content.decode()
    assert not Project.objects.exists()
