"""Pages of projects: what they show, what a refusal says, how many queries they take."""

import pytest
from django.urls import reverse

from core.models import Attachment
from projects.models import Measure, Project
from tests import factories, money

pytestmark = pytest.mark.django_db
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc0000003010100"
    "c9fe92ef0000000049454e44ae426082"
)


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
    answer = client.post(reverse("projects:create"), form("田大有"))
    project = Project.objects.get()
    assert answer.status_code == 302
    assert (project.budget_special_fen, project.state) == (12_500_000, "draft")
    row = project.beneficiaries.get()
    assert (row.household, row.expected_fen) == (household, 80_000)


def test_two_heads_of_one_name_are_told_apart_by_number(client, cadre):
    one, other = money.family(head_name="田大有"), money.family(head_name="田大有")
    client.force_login(cadre)
    answer = client.post(reverse("projects:create"), form("田大有"))
    assert answer.status_code == 422
    assert one.hh_no in answer.content.decode()
    assert (
        client.post(
            reverse("projects:create"), form(f"{other.hh_no} 田大有")
        ).status_code
        == 302
    )
    assert Project.objects.get().beneficiaries.get().household == other


def test_household_of_the_next_village_is_unknown_here(client, cadre):
    household = money.family(factories.SIBLING_VILLAGE)
    client.force_login(cadre)
    assert (
        client.post(reverse("projects:create"), form(household.hh_no)).status_code
        == 422
    )
    assert not Project.objects.exists()


@pytest.mark.parametrize("typed", ["-1", "1e3", "NaN", "=1+1", "0.0000001", "十万"])
def test_wrong_budget_gets_a_sentence_and_loses_nothing(client, cadre, typed):
    household = money.family()
    client.force_login(cadre)
    answer = client.post(
        reverse("projects:create"), form(household.hh_no, budget_special_fen=typed)
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
        client.post(reverse("projects:update", args=[project.pk]), sent).status_code
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


def test_acceptance_keeps_the_photograph(client):
    from django.core.files.uploadedfile import SimpleUploadedFile

    project, officer = money.project("under_way"), money.officer()
    client.force_login(officer)
    sent = {
        "accepted_on": str(money.dt.date.today()),
        "people": "县农业农村局 王验收",
        "passed": "yes",
        "finding": "合格",
        "measure_kind": "01",
        "photo": SimpleUploadedFile("现场.png", PNG, "image/png"),
    }
    Project.objects.filter(pk=project.pk).update(started_on=money.dt.date(2026, 1, 1))
    assert (
        client.post(reverse("projects:accept", args=[project.pk]), sent).status_code
        == 302
    )
    assert (
        Attachment.objects.filter(subject=f"projects.project:{project.pk}").count() == 1
    )
    assert Measure.objects.filter(project=project).count() == 1


def test_refused_acceptance_keeps_no_photograph(client):
    from django.core.files.uploadedfile import SimpleUploadedFile

    project, officer = money.project("in_library"), money.officer()
    client.force_login(officer)
    sent = {
        "accepted_on": "2026-01-01",
        "people": "王验收",
        "passed": "yes",
        "finding": "合格",
        "measure_kind": "01",
        "photo": SimpleUploadedFile("现场.png", PNG, "image/png"),
    }
    assert (
        client.post(reverse("projects:accept", args=[project.pk]), sent).status_code
        == 409
    )
    assert not Attachment.objects.exists()


def test_list_takes_the_same_queries_for_one_and_for_many(
    client, cadre, django_assert_num_queries
):
    client.force_login(cadre)
    money.project(by=cadre)
    address = reverse("projects:list")
    client.get(address)
    with django_assert_num_queries(7) as first:
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


def test_measure_shows_in_the_timeline_of_the_household(client, cadre):
    from households import timeline
    from projects import services

    household = money.family()
    services.record_measure(
        household=household,
        kind="04",
        happened_on=money.TODAY,
        content="养殖技术培训",
        by=cadre,
        on=money.TODAY,
        amount_fen=12_300,
    )
    entries, _more = timeline.entries(household, cadre)
    assert any(
        "养殖技术培训" in entry.text and "123.00" in entry.text for entry in entries
    )


def test_ledger_of_the_library_has_the_official_columns():
    from projects.ledgers import LIBRARY

    heads = [column.head[-1] for column in LIBRARY.columns]
    assert heads[:10] == [
        "序号",
        "项目类型",
        "二级项目类型",
        "项目子类型",
        "乡",
        "村",
        "项目名称",
        "建设性质",
        "实施地点",
        "计划开工时间",
    ]
    assert heads[-3:] == ["绩效目标", "群众参与和联农带农机制", "备注"]


def test_ledger_page_shows_the_project_with_its_households(client, cadre):
    money.project("in_library", by=cadre, households=[money.family(), money.family()])
    client.force_login(cadre)
    shown = client.get(
        reverse("ledgers:detail", args=["project-library"])
    ).content.decode()
    assert "上村百香果种植基地" in shown
    assert "50.0000" in shown
