"""The acceptance of finished work: who may, what it keeps, what it gives the households."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.models import Attachment
from projects import services
from projects.models import Measure, Project
from tests import factories, money
from tests.refusals import refused

pytestmark = pytest.mark.django_db
D = dt.date
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c4944415408d763f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)


def finding(**values):
    """What the verb is told of an acceptance that passed today."""
    return {
        "by": money.officer(),
        "accepted_on": money.TODAY,
        "people": "王验收",
        "passed": True,
        "finding": "完成",
        "measure_kind": "01",
        "on": money.TODAY,
        **values,
    }


def form(**values):
    """What a browser would send from the page of the acceptance."""
    return {
        "accepted_on": str(dt.date.today()),
        "people": "县农业农村局 王验收",
        "passed": "yes",
        "finding": "合格",
        "measure_kind": "01",
        "photos": SimpleUploadedFile("现场.png", PNG, "image/png"),
        **values,
    }


@pytest.mark.parametrize(
    ("people", "accepted_on", "reason"),
    [
        ("李申报、王农业", D(2026, 11, 20), "李申报是本项目申报人"),
        ("县农业局 王验收、上村 李负责", D(2026, 11, 20), "李负责是项目负责人"),
        ("县农业局 王验收", D(2026, 11, 30), "不能晚于今天"),
        ("县农业局 王验收", D(2026, 1, 1), "不能早于开工时间"),
    ],
    ids=[
        "declarer among them",
        "in charge of the work among them",
        "in the future",
        "before it began",
    ],
)
def test_acceptance_is_refused(people, accepted_on, reason):
    cadre = factories.person("village_cadre", name="李申报")
    project = money.project("under_way", by=cadre)
    with refused(reason):
        services.accept_project(
            project_id=project.pk,
            **finding(people=people, accepted_on=accepted_on),
        )
    assert not project.acceptances.exists()


def test_declarer_cannot_accept():
    declarer = money.officer()
    factories.grant(declarer, "township_officer", factories.TOWNSHIP)
    factories.grant(declarer, "village_cadre", factories.VILLAGE)
    project = money.project("in_library", by=declarer, households=[money.family()])
    money._fund(project, declarer)
    services.start_project(project_id=project.pk, by=declarer, on=money.TODAY)
    with refused("由您申报"):
        services.accept_project(project_id=project.pk, **finding(by=declarer))


def test_failed_acceptance_leaves_the_project_under_way():
    project = money.project("under_way")
    services.accept_project(project_id=project.pk, **finding(passed=False))
    project.refresh_from_db()
    assert project.state == "under_way"
    assert not Measure.objects.exists()


def test_acceptance_keeps_the_photograph(client):
    project = money.project("under_way")
    Project.objects.filter(pk=project.pk).update(started_on=D(2026, 1, 1))
    client.force_login(money.officer())
    answer = client.post(reverse("projects:accept", args=[project.pk]), form())
    assert answer.status_code == 302
    photos = Attachment.objects.filter(subject=f"projects.project:{project.pk}")
    assert photos.count() == 1
    assert Measure.objects.filter(project=project).count() == 1


def test_refused_acceptance_keeps_no_photograph(client):
    project = money.project("in_library")
    client.force_login(money.officer())
    sent = form(accepted_on="2026-01-01")
    answer = client.post(reverse("projects:accept", args=[project.pk]), sent)
    assert answer.status_code == 409
    assert "现在不能办理" in answer.content.decode()
    assert not Attachment.objects.exists()
    assert "现场.png" in answer.content.decode(), "it waits with the form"


def test_acceptance_with_a_mistake_is_shown_again_with_what_was_typed(client):
    project = money.project("under_way")
    client.force_login(money.officer())
    sent = form(people="", finding="大棚完工")
    answer = client.post(reverse("projects:accept", args=[project.pk]), sent)
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert 'id="id_people_error"' in shown
    assert "大棚完工" in shown
    assert not project.acceptances.exists()
