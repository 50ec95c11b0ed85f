"""What the pages of exits show, and what their refusals say."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from assessment import services
from assessment.models import RecheckItem
from core.cases.models import Case
from core.policy.models import PolicyParameter
from households.models import Household
from tests import factories
from tests.assessment import people, process
from tests.assessment.people import YEAR, get
from tests.database import triggers_off

pytestmark = pytest.mark.usefixtures("figures")


def test_the_panel_shows_each_line_with_value_requirement_basis_and_source(
    client, cadre, family
):
    text = get(client, cadre, "household-panel", family.pk).content.decode()
    for shown in (
        "人均纯收入",
        "6,000.00",
        "4,000.00",
        "清扶〔2020〕1号",
        "A级",
        "李村干",
        "第1版",
    ):
        assert shown in text
    assert reverse("assessment:exit-propose", args=[family.pk]) in text


def test_the_panel_says_what_stands_in_the_way(client, cadre):
    household = people.poor_household(cadre, period=YEAR, dropout_count=1)
    text = get(client, cadre, "household-panel", household.pk).content.decode()
    assert "有1名适龄孩子没有上学" in text


def test_the_panel_works_where_no_policy_holds(client):
    officer = factories.person("village_cadre", factories.OTHER_COUNTY_VILLAGE)
    household = people.poor_household(
        officer, region_code=factories.OTHER_COUNTY_VILLAGE
    )
    assert get(client, officer, "household-panel", household.pk).status_code == 200


def test_a_cadre_proposes_on_the_page_and_comes_to_the_case(client, cadre, family):
    url = reverse("assessment:exit-propose", args=[family.pk])
    assert (
        "conditions"
        not in get(client, cadre, "exit-propose", family.pk).content.decode()
    )
    response = client.post(url)
    case = Case.objects.get()
    assert response.url == reverse("core:case", args=[case.pk])
    assert "TC-990101-" in client.get(response.url).content.decode()


def test_a_refused_proposal_says_every_reason_and_writes_nothing(client, cadre):
    household = people.poor_household(
        cadre, period=YEAR, water_safe=False, danger_level="3"
    )
    client.force_login(cadre)
    response = client.post(reverse("assessment:exit-propose", args=[household.pk]))
    text = response.content.decode()
    assert response.status_code == 409
    assert "饮水不安全" in text
    assert "C级" in text
    assert not Case.objects.exists()


def test_the_case_panel_shows_what_was_frozen_and_what_differs_today(
    client, township_officer, case, family
):
    assert (
        "今天的登记与此一致"
        in get(client, township_officer, "case-panel", case.pk).content.decode()
    )
    family.periods.update(danger_level="4")
    text = get(client, township_officer, "case-panel", case.pk).content.decode()
    assert "D级" in text
    assert "A级" in text


def test_the_list_shows_the_step_and_narrows_by_step_and_place(
    client, county_officer, case
):
    text = get(client, county_officer, "exit-list").content.decode()
    assert case.subject_label in text
    assert "村两委提出" in text
    assert (
        case.subject_label
        in get(client, county_officer, "exit-list", state="proposal").content.decode()
    )
    for query in (
        {"state": "county"},
        {"region": factories.OTHER_TOWNSHIP},
        {"state": "approved"},
    ):
        assert (
            case.subject_label
            not in get(client, county_officer, "exit-list", **query).content.decode()
        )


def test_the_list_asks_the_same_number_of_questions_for_one_case_as_for_many(
    client, county_officer, cadre, case, django_assert_max_num_queries
):
    for _number in range(5):
        services.propose_exit(
            household_id=people.poor_household(cadre, period=YEAR).pk,
            by=cadre,
            on=timezone.localdate(),
        )
    client.force_login(county_officer)
    with django_assert_max_num_queries(12):
        client.get(reverse("assessment:exit-list"))


def test_nothing_of_another_village_is_found(client, sibling_cadre, family, case, run):
    item = RecheckItem.objects.first()
    for name, pk in (
        ("household-panel", family.pk),
        ("exit-propose", family.pk),
        ("case-panel", case.pk),
        ("item-explain", item.pk if item else family.pk),
    ):
        assert get(client, sibling_cadre, name, pk).status_code == 404


def test_a_sheet_being_filled_is_judged_and_nothing_is_written(client, cadre, family):
    client.force_login(cadre)
    sent = {
        "id": str(family.pk),
        "version": family.version,
        "period": YEAR,
        "region_code": family.region_code,
        "water_safe": "false",
        "danger_level": "3",
        "members-TOTAL_FORMS": "0",
        "members-INITIAL_FORMS": "0",
        "members-MIN_NUM_FORMS": "0",
        "members-MAX_NUM_FORMS": "30",
    }
    before = list(family.periods.values())
    response = client.post(reverse("assessment:live-check"), sent)
    text = response.content.decode()
    assert response.status_code == 200
    assert "C级" in text
    assert "没有填" in text
    for line in response.context["judgement"].results:
        assert line.value in text
        assert line.required in text
        assert line.basis in text
    assert "清扶〔2020〕1号" in text
    assert list(family.periods.values()) == before


def test_after_the_walk_the_household_shows_its_closed_case(
    client, household, cadre, township_officer, county_officer
):
    who = process.actors(cadre, township_officer, county_officer)
    case = process.forward(
        process.case_at("announcement", household, who), county_officer
    )
    text = get(client, cadre, "household-panel", household.pk).content.decode()
    assert case.number in text
    with triggers_off("households_household"):
        Household.objects.filter(pk=household.pk).update(state="closed")
    assert get(client, cadre, "household-panel", household.pk).status_code == 200


def test_an_exit_that_would_be_refused_is_not_offered_but_explained(client, cadre):
    household = people.poor_household(cadre, period=YEAR, danger_level="4")
    panel = get(client, cadre, "household-panel", household.pk)
    words = panel.content.decode()
    assert reverse("assessment:exit-propose", args=[household.pk]) not in words
    beside = words.split("现在还不能申请退出")[1].split("</div>")[0]
    assert "住房鉴定为D级" in beside
    (way,) = panel.context["ways"]
    sheet = reverse("households:update", args=[household.pk])
    assert way == (f"更正{YEAR}年登记表", f"{sheet}?period={YEAR}")
    assert client.get(way[1]).status_code == 200
    page = get(client, cadre, "exit-propose", household.pk).content.decode()
    assert sheet in page
    assert 'type="submit"' not in page.split('class="form-footer')[1]


def test_an_exit_under_way_leads_to_its_case(client, cadre, family, case):
    panel = get(client, cadre, "household-panel", family.pk)
    assert panel.context["ways"] == [
        ("查看该事项", reverse("core:case", args=[case.pk]))
    ]
    words = panel.content.decode()
    assert f"事项{case.number}，现在到“村两委提出”" in words
    assert reverse("assessment:exit-propose", args=[family.pk]) not in words


def test_a_household_identified_this_year_is_told_from_when(client, cadre, family):
    year = timezone.localdate().year
    Household.objects.filter(pk=family.pk).update(
        first_identified_on=timezone.localdate().replace(month=1, day=1)
    )
    panel = get(client, cadre, "household-panel", family.pk)
    assert f"{year + 1}-01-01起才能申请" in panel.content.decode()
    assert panel.context["ways"] == []


def test_a_figure_that_is_not_set_leads_to_the_policy(client, cadre, family):
    with triggers_off("core_policyparameter"):
        PolicyParameter.objects.filter(key="poverty_line").delete()
    panel = get(client, cadre, "household-panel", family.pk)
    ((label, address),) = panel.context["ways"]
    assert label == "查看现行政策"
    assert "扶贫标准" in client.get(address).content.decode()


def test_who_only_reads_is_led_nowhere_they_may_not_go(client, auditor, cadre):
    household = people.poor_household(cadre, period=YEAR, danger_level="4")
    panel = get(client, auditor, "household-panel", household.pk)
    assert "住房鉴定为D级" in panel.content.decode()
    assert panel.context["ways"] == []


def test_a_decision_has_one_field_for_the_opinion(
    client, household, cadre, township_officer, county_officer
):
    who = process.actors(cadre, township_officer, county_officer)
    case = process.case_at("township", household, who)
    client.force_login(township_officer)
    page = client.get(reverse("core:case", args=[case.pk])).content.decode()
    forward = page.split('/forward/"')[1].split("</form>")[0]
    assert forward.count("<textarea") == 1
    assert 'name="evidence-opinion"' in forward
    assert 'name="comment"' not in forward


@pytest.mark.parametrize(
    ("action", "said"),
    [
        ("return", "已退回，现在到：村两委提出。"),
        ("reject", "已决定，事项已办结：不予通过。"),
    ],
)
def test_what_was_done_is_said_by_its_own_word(
    client, household, cadre, township_officer, county_officer, action, said
):
    who = process.actors(cadre, township_officer, county_officer)
    case = process.case_at("township", household, who)
    client.force_login(township_officer)
    sent = {"version": case.version, "comment": "收入要重核。", "to_step": "proposal"}
    address = reverse("core:case-move", args=[case.pk, action])
    page = client.post(address, sent, follow=True).content.decode()
    assert said in page
    assert "已办理" not in page
    assert "退出登录" in page
    assert "申请退出" not in page


def test_the_timeline_tells_a_visit_line_by_line(
    client, household, cadre, township_officer, county_officer
):
    who = process.actors(cadre, township_officer, county_officer)
    case = process.case_at("recognition", household, who)
    client.force_login(cadre)
    page = client.get(reverse("core:case", args=[case.pk])).content.decode()
    assert "饮水安全：达标，看过，属实。，1 个文件" in page
