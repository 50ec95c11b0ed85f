"""What the pages of decisions show, and what their refusals say."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from assessment import recheck, services
from assessment.models import RecheckItem, RecheckRun
from core.cases.models import Case
from core.jobs.models import Job
from core.web.worklist import items_for
from households.models import Household
from tests import factories
from tests.assessment import people, walk
from tests.database import triggers_off

pytestmark = pytest.mark.usefixtures("figures")
YEAR = str(timezone.localdate().year)


@pytest.fixture
def family(cadre):
    """A household that meets the standard this year."""
    return people.poor_household(cadre, period=YEAR)


@pytest.fixture
def case(family, cadre):
    return services.propose_exit(
        household_id=family.pk, by=cadre, on=timezone.localdate()
    )


@pytest.fixture
def run(county_officer, family, cadre):
    people.poor_household(cadre, period=YEAR, danger_level="4", water_safe=None)
    made = recheck.start_recheck(
        region_code=factories.COUNTY, on=timezone.localdate(), by=county_officer
    )
    recheck.plan(made)
    list(recheck.judge_all(made))
    recheck.close_run(made)
    made.refresh_from_db()
    return made


def get(client, user, name, *args, **query):
    client.force_login(user)
    return client.get(reverse(f"assessment:{name}", args=args), query)


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


def test_a_run_shows_its_numbers_and_each_number_opens_its_households(
    client, county_officer, run
):
    text = get(client, county_officer, "recheck-detail", run.pk).content.decode()
    housing = f"{reverse('assessment:recheck-households', args=[run.pk])}?unmet=housing"
    assert housing in text
    rows = get(
        client, county_officer, "recheck-households", run.pk, unmet="housing"
    ).context["rows"]
    assert [lines[0][0].key for _verdict, _place, lines in rows] == ["housing"]
    rows = get(
        client, county_officer, "recheck-households", run.pk, unknown="water"
    ).context["rows"]
    assert len(rows) == 1
    assert (
        len(
            get(
                client, county_officer, "recheck-households", run.pk, outcome="met"
            ).context["rows"]
        )
        == 1
    )
    assert (
        len(get(client, county_officer, "recheck-households", run.pk).context["rows"])
        == 2
    )


def test_a_township_sees_its_own_part_of_a_county_run(client, run):
    other = factories.person("township_officer", factories.OTHER_TOWNSHIP)
    figures = get(client, other, "recheck-detail", run.pk).context["figures"]
    assert figures["tiles"][0]["value"] == "0"
    assert get(client, other, "recheck-households", run.pk).context["rows"] == []


def test_a_running_run_shows_how_far_it_is(client, county_officer, family):
    run = recheck.start_recheck(
        region_code=factories.COUNTY, on=timezone.localdate(), by=county_officer
    )
    recheck.plan(run)
    text = get(client, county_officer, "recheck-detail", run.pk).content.decode()
    assert "every 2s" in text


def test_the_county_starts_a_run_by_the_button(client, county_officer, family):
    client.force_login(county_officer)
    response = client.post(
        reverse("assessment:recheck-run"), {"region": factories.COUNTY}
    )
    run = RecheckRun.objects.get()
    assert response.url == reverse("assessment:recheck-detail", args=[run.pk])
    assert (
        Job.objects.filter(kind=recheck.KIND, owner=county_officer).count()
        == recheck.WORKERS
    )
    for code in ("", "x", "990101", factories.TOWNSHIP):
        assert (
            client.post(reverse("assessment:recheck-run"), {"region": code}).status_code
            == 404
        )
    assert (
        client.post(
            reverse("assessment:recheck-run"), {"region": factories.OTHER_COUNTY}
        ).status_code
        == 403
    )


def test_findings_are_listed_explained_and_leave_the_worklist(client, cadre, run):
    today = timezone.localdate()
    item = RecheckItem.objects.get()
    assert any("assessment" in work.url for work in items_for(cadre, today))
    assert "达到全部标准" in get(client, cadre, "item-list").content.decode()
    url = reverse("assessment:item-explain", args=[item.pk])
    assert client.post(url, {"explanation": " "}).status_code == 409
    assert (
        client.post(url, {"explanation": "户主正在住院，明年再办。"}).status_code == 302
    )
    assert get(client, cadre, "item-list").context["rows"] == []
    assert (
        "户主正在住院" in get(client, cadre, "item-list", closed="yes").content.decode()
    )
    assert not any(
        "assessment/rechecks" in work.url for work in items_for(cadre, today)
    )


def test_the_policy_page_shows_phrases_figures_and_what_is_not_set(
    client, county_officer
):
    text = get(client, county_officer, "policy").content.decode()
    assert "清河县贫困退出办法" in text
    assert "4,000元" in text
    assert "清扶〔2020〕1号" in text
    assert "未设置" in text
    assert "钱县办 / 孙县办" in text


def test_the_policy_page_says_beside_each_step_and_its_days_what_the_document_leaves_open(
    client, county_officer
):
    response = get(client, county_officer, "policy")
    text = response.content.decode()
    steps = {step.name: step for step in response.context["steps"]}
    assert len(steps) == len(walk.ORDER)
    for step in steps.values():
        assert step.source
        assert step.source in text
        assert all(note in text for _label, _value, note in step.days)
    assert ("贫困户退出村内公示天数", "7天", "五份文件都没有写公示天数") in steps[
        "村内公示"
    ].days
    assert (
        "乡镇审核办理期限",
        "未设置",
        "文件没有写办理期限；不设置则不提示超期",
    ) in steps["乡镇审核"].days


def test_the_policy_page_of_a_place_without_policy_says_so(client):
    officer = factories.person("county_office", factories.OTHER_COUNTY)
    response = get(client, officer, "policy")
    assert response.status_code == 200
    assert response.context["policy"] is None
    assert get(client, officer, "policy", region=factories.COUNTY).status_code == 404


def test_the_real_profile_of_anyuan_shows_its_words(client, settings, db):
    from assessment.statements import statements_of
    from core.policy.profiles import policies

    settings.POLICY_DIR = settings.BASE_DIR / "config" / "policies"
    (policy,) = policies()
    shown = {row.label: row for row in statements_of(policy)}
    days = shown["驻村干部每月驻村天数"]
    assert days.phrases == [
        "落实驻村干部每月驻村时间不少于20天(含因公出差、开会和培训)制度"
    ]
    assert ("取值", "20") in days.values
    assert "含义" in shown["结对帮扶模式"].open


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
    who = walk.actors(cadre, township_officer, county_officer)
    case = walk.forward(walk.case_at("announcement", household, who), county_officer)
    text = get(client, cadre, "household-panel", household.pk).content.decode()
    assert case.number in text
    with triggers_off("households_household"):
        Household.objects.filter(pk=household.pk).update(state="closed")
    assert get(client, cadre, "household-panel", household.pk).status_code == 200
