"""Whoever declared, decided, ran or accepted a project is found by name, for ever."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from core.cases import engine
from core.cases.models import Case, CaseEvent
from ledgers.declaration import LedgerQuery
from projects import services
from projects.ledgers import LIBRARY
from projects.models import Acceptance, Project
from tests import factories, money
from tests.database import stopped_by
from tests.refusals import refused

pytestmark = [pytest.mark.django_db, pytest.mark.capability("S89")]
ANSWERING = {
    "declared it": "李村干",
    "reviewed it": "赵乡镇",
    "decided it": "钱县办",
    "in charge": "李负责",
    "unit in charge": "上村村委会",
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
    money.allocation(money.document(), Project.objects.get(pk=project.pk))
    services.start_project(project_id=project.pk, by=cadre, on=money.TODAY)
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
