"""Whoever declared, decided, ran or accepted a project is found by name, for ever."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from core.cases import engine
from core.cases.models import Case, CaseEvent
from funds import services as funds
from ledgers.declaration import LedgerQuery
from projects import services
from projects.ledgers import LIBRARY
from projects.models import Acceptance, Project, ProjectStage
from tests import factories, money
from tests.database import stopped_by
from tests.refusals import refused

pytestmark = pytest.mark.django_db
ANSWERING = {
    "declared it": "李村干",
    "reviewed it": "赵乡镇",
    "decided it": "钱县办",
    "gave it money": "周财政",
    "began the work": "吴村干",
    "in charge": "李负责",
    "unit in charge": "上村村委会",
    "unit that gave it money": "清河县财政局",
    "unit that accepted it": "清河县林业局",
    "recorded its acceptance": "孙县办",
    "inspected the work": "刘验收",
}


@pytest.fixture
def finished(cadre, township_officer, county_officer, county_officer_2):
    """A project with another person responsible at each stage, beside an unrelated one."""
    other = {
        "name": "下村水渠",
        "responsible_person": "何旁人",
        "responsible_unit": "下村村委会",
    }
    money.project("under_way", region_code=factories.SIBLING_VILLAGE, **other)
    project = money.project("declared", by=cadre)
    case = Case.objects.about(project.pk).get()
    for person, evidence in (
        (cadre, {"opinion": "同意"}),
        (township_officer, {}),
        (county_officer, {}),
    ):
        case = money.forward(case, person, **evidence)
    fund(project)
    beginner = factories.person("village_cadre", name="吴村干")
    services.start_project(project_id=project.pk, by=beginner, on=money.TODAY)
    type(county_officer_2).objects.filter(pk=county_officer_2.pk).update(
        organisation="清河县林业局"
    )
    county_officer_2.refresh_from_db()
    services.accept_project(
        project_id=project.pk,
        by=county_officer_2,
        accepted_on=money.TODAY,
        people="县农业农村局 刘验收",
        passed=True,
        finding="按设计完成",
        measure_kind="01",
        on=money.TODAY,
    )
    return Project.objects.get(pk=project.pk)


def fund(project):
    """Somebody of the finance bureau confirms the money that makes it a funded project."""
    project = Project.objects.get(pk=project.pk)
    proposed = money.allocation(money.document(), project, confirmed=False)
    finance = factories.person(
        "county_finance", factories.COUNTY, name="周财政", organisation="清河县财政局"
    )
    funds.confirm_allocation(allocation_id=proposed.pk, by=finance, on=money.TODAY)


@pytest.mark.parametrize("name", ANSWERING.values(), ids=ANSWERING)
def test_a_finished_project_is_found_by_everyone_who_answers_for_it(
    client, finished, supervisor, name
):
    client.force_login(supervisor)
    for text, found in ((name, [finished]), ("无此人", [])):
        assert (
            list(client.get(reverse("projects:list"), {"person": text}).context["page"])
            == found
        )
        request = LedgerQuery(
            supervisor, factories.COUNTY, {"person": text}, money.TODAY
        )
        assert list(LIBRARY.rows(request)) == found
    detail = client.get(reverse("projects:detail", args=[finished.pk])).content.decode()
    case = Case.objects.about(finished.pk).get()
    walk = client.get(reverse("core:case", args=[case.pk])).content.decode()
    assert name in detail + walk


@pytest.mark.parametrize(
    "field", ["responsible_person", "responsible_unit", "declared_by_id"]
)
def test_nobody_takes_a_name_off_a_finished_project(finished, cadre, field):
    values = money.project_values(responsible_person="何旁人", responsible_unit="别处")
    with refused("项目已申报"):
        services.change_project(
            project_id=finished.pk,
            values=values,
            beneficiaries=[],
            by=cadre,
            version=finished.version,
        )
    other = factories.person("village_cadre", factories.VILLAGE)
    with stopped_by("project_frozen_when_declared"):
        Project.objects.filter(pk=finished.pk).update(
            **{field: other.pk if field.endswith("_id") else "何旁人"}
        )


def test_case_events_and_acceptances_keep_their_people_for_ever(finished, cadre):
    case = Case.objects.about(finished.pk).get()
    with refused("已办结"):
        engine.move(
            case_id=case.pk,
            action="return",
            by=cadre,
            version=case.version,
            comment="重写",
        )
    for rows, change in (
        (CaseEvent.objects.filter(case=case), {"actor": factories.person()}),
        (Acceptance.objects.filter(project=finished), {"people": "何旁人"}),
    ):
        with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
            rows.update(**change)


def test_a_stage_keeps_name_and_unit_though_its_person_changes_both(finished, cadre):
    User = type(cadre)
    User.objects.filter(name="周财政").update(
        name="周局长", organisation="清河县审计局"
    )
    stage = finished.stages.get(state="funded")
    assert (stage.person_name, stage.unit) == ("周财政", "清河县财政局")
    assert list(Project.objects.answered_for_by("周财政")) == [finished]
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        ProjectStage.objects.update(person_name="何旁人")
    with (
        pytest.raises(DatabaseError, match="Cannot update or delete"),
        transaction.atomic(),
    ):
        ProjectStage.objects.all()._raw_delete("default")


def test_whoever_acts_without_a_unit_answers_for_that_of_the_place(finished):
    stage = finished.stages.get(state="under_way")
    assert (stage.person_name, stage.unit) == ("吴村干", "上村村民委员会")


@pytest.mark.capability("S89")
def test_each_stage_names_its_people_for_good_and_is_found_by_them(
    client, finished, supervisor
):
    client.force_login(supervisor)
    shown = client.get(reverse("projects:detail", args=[finished.pk]))
    passed = {
        stage.name: (stage.person, stage.unit) for stage in shown.context["stages"]
    }
    assert passed == {
        "村级申报": ("李村干", "上村村民委员会"),
        "乡镇审核": ("赵乡镇", "东山镇人民政府"),
        "县级审定": ("钱县办", "清河县农业农村局"),
        "已安排资金": ("周财政", "清河县财政局"),
        "实施中": ("吴村干", "上村村民委员会"),
        "已验收": ("孙县办", "清河县林业局"),
    }
    page = shown.content.decode()
    for person, unit in passed.values():
        assert f"{person} · {unit}" in page
        for text in (person, unit):
            found = client.get(reverse("projects:list"), {"person": text})
            assert finished in list(found.context["page"]), text

    other = factories.person("village_cadre")
    with stopped_by("project_frozen_when_declared"):
        Project.objects.filter(pk=finished.pk).update(responsible_person="何旁人")
    with stopped_by("project_frozen_when_declared"):
        Project.objects.filter(pk=finished.pk).update(responsible_unit="别处")
    for rows, change in (
        (CaseEvent.objects.filter(case__subject_id=finished.pk), {"actor": other}),
        (finished.stages.all(), {"person": other}),
        (finished.stages.all(), {"unit": "别处"}),
        (finished.acceptances.all(), {"people": "何旁人"}),
    ):
        with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
            rows.update(**change)
    again = client.get(reverse("projects:detail", args=[finished.pk]))
    assert [stage.person for stage in again.context["stages"]] == [
        person for person, _unit in passed.values()
    ]
