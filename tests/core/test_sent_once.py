"""A form sent twice: the same content is done once, other content is never dropped."""

from __future__ import annotations

import datetime as dt
import json
from uuid import uuid4

import pytest
from django.urls import reverse

from core.forms.idempotency import remember, sent_before
from core.forms.models import SentForm
from core.ids import uuid7
from funds.models import Allocation
from households.models import Household
from projects import services
from projects.models import Measure, Project
from tests import factories, money
from tests.amounts import send_seen
from tests.households import sheets
from tests.households.test_api import send
from tests.households.test_api import sheet as api_sheet
from tests.projects.test_pages import form as project_form
from tests.refusals import refused

pytestmark = pytest.mark.django_db


def words(answer) -> str:
    return answer.content.decode()


def amended(answer, sent):
    """The next sending of a form, with what its page has hidden in it."""
    assert answer.status_code == 409
    assert 'name="amend" value="on"' in words(answer)
    return sent | {"amend": "on"}


def test_a_key_knows_what_it_made_and_from_what(cadre):
    key, family = uuid7(), factories.household(by=cadre)
    own = Household.objects.filter(created_by=cadre)
    assert sent_before(own, key, ["一"], cadre) is None
    remember(key, ["一"], family, cadre)
    assert sent_before(own, key, ["一"], cadre).is_same
    assert not sent_before(own, key, ["二"], cadre).is_same
    assert "一" not in SentForm.objects.get(pk=key).digest


def test_the_key_of_another_person_tells_nothing(cadre, stranger):
    key, family = uuid7(), factories.household(by=cadre)
    remember(key, ["一"], family, cadre)
    own = Household.objects.filter(created_by=stranger)
    with refused("重新打开"):
        sent_before(own, key, ["一"], stranger)


def test_a_corrected_measure_is_said_and_recorded_when_sent_once_more(client, cadre):
    family = money.family()
    client.force_login(cadre)
    address = reverse("projects:measure-create", args=[family.pk])
    sent = {"key": str(uuid4()), "kind": "04", "happened_on": "2026-01-05"}
    sent["content"] = "养殖培训"
    for _ in range(2):
        assert send_seen(client, address, sent).status_code == 302
    assert Measure.objects.count() == 1
    other = sent | {"content": "种植培训"}
    answer = send_seen(client, address, other)
    assert "养殖培训" in words(answer), "what the form has made already"
    assert 'value="种植培训"' in words(answer), "what was typed stays"
    assert Measure.objects.count() == 1
    once_more = amended(answer, other)
    for _ in range(2):
        assert send_seen(client, address, once_more).status_code == 302
    assert sorted(Measure.objects.values_list("content", flat=True)) == [
        "养殖培训",
        "种植培训",
    ]


def test_a_corrected_project_changes_the_draft_that_was_saved(client, cadre):
    family = money.family()
    client.force_login(cadre)
    sent = project_form(family.hh_no) | {"key": str(uuid4()), "name": "养牛"}
    for _ in range(2):
        assert send_seen(client, reverse("projects:create"), sent).status_code == 302
    other = sent | {"name": "养羊"}
    answer = send_seen(client, reverse("projects:create"), other)
    project = Project.objects.get()
    assert project.name == "养牛"
    assert project.number in words(answer)
    done = send_seen(client, reverse("projects:create"), amended(answer, other))
    assert done["Location"] == project.get_absolute_url()
    project = Project.objects.get()
    assert (project.name, project.version) == ("养羊", 2)


def test_a_corrected_proposal_replaces_the_one_that_waits(client, county_finance):
    document, project = money.document(), money.project("in_library")
    client.force_login(county_finance)
    address = reverse("funds:allocation-create", args=[document.pk])
    sent = {"key": str(uuid4()), "project": str(project.pk), "amount_fen": "10"}
    for _ in range(2):
        assert send_seen(client, address, sent).status_code == 302
    other = sent | {"amount_fen": "12"}
    answer = send_seen(client, address, other)
    assert "10.0000" in words(answer)
    assert send_seen(client, address, amended(answer, other)).status_code == 302
    first, second = Allocation.objects.order_by("amount_fen")
    assert first.voided_at is not None
    assert (second.voided_at, second.amount_fen) == (None, 12_0000_00)


def test_a_proposal_that_was_confirmed_meanwhile_is_not_replaced(
    client, county_finance
):
    document, project = money.document(), money.project("in_library")
    client.force_login(county_finance)
    address = reverse("funds:allocation-create", args=[document.pk])
    sent = {"key": str(uuid4()), "project": str(project.pk), "amount_fen": "10"}
    send_seen(client, address, sent)
    second_person = money.officer(document.region_code)
    client.force_login(second_person)
    confirm = reverse("funds:allocation-confirm", args=[Allocation.objects.get().pk])
    assert client.post(confirm).status_code == 302
    client.force_login(county_finance)
    other = sent | {"amount_fen": "12", "amend": "on"}
    answer = send_seen(client, address, other)
    assert answer.status_code == 409
    assert "已经复核" in words(answer)
    assert Allocation.objects.count() == 1


def test_a_corrected_sheet_becomes_a_draft_of_its_household(client, cadre):
    client.force_login(cadre)
    sent = sheets.posted(sheets.person("张三"), sheets.child())
    first = client.post(sheets.CREATE, sent)
    assert first.status_code == 302
    assert client.post(sheets.CREATE, sent)["Location"] == first["Location"]
    other = sent | {"address": "13号", "members-1-name": "张小朋"}
    answer = client.post(sheets.CREATE, other)
    family = Household.objects.get()
    assert family.address == "12号"
    shown = client.get(answer["Location"])
    page = words(shown)
    assert family.hh_no in page
    assert 'value="13号"' in page
    ids = {str(pk) for pk in family.members.values_list("pk", flat=True)}
    rows = [form["id"].value() for form in shown.context["sheet"].members.forms]
    assert {str(row) for row in rows} == ids, "no person twice"
    kept = {
        bound.html_name: bound.value()
        for form in (*shown.context["sheet"].forms, *shown.context["sheet"].members)
        for bound in form
    }
    again = other | {"id": str(family.pk), "version": str(family.version)}
    again |= {name: kept[name] or "" for name in kept if name.endswith("-id")}
    del again["region_code"]
    saved = client.post(reverse("households:update", args=[family.pk]), again)
    assert saved.status_code == 302
    family.refresh_from_db()
    assert family.address == "13号"
    assert sorted(family.members.values_list("name", flat=True)) == ["张三", "张小朋"]


def test_a_program_is_answered_409_for_other_content(client, cadre):
    client.force_login(cadre)
    body = api_sheet()
    url = reverse("api:household-list")
    assert [send(client, "post", url, body).status_code for _ in range(2)] == [201] * 2
    other = json.loads(json.dumps(body, default=str))
    other["household"]["address"] = "13号"
    answer = send(client, "post", url, other)
    assert answer.status_code == 409
    assert Household.objects.get().hh_no in answer.json()["reasons"][0]
    assert Household.objects.get().address != "13号"


def test_a_refused_sending_leaves_its_key_unused(cadre):
    key = uuid7()
    asked = {
        "household": money.family(),
        "kind": "04",
        "by": cadre,
        "key": key,
        "on": money.TODAY,
        "happened_on": money.TODAY,
    }
    with refused("不能晚于今天"):
        late = money.TODAY + dt.timedelta(days=1)
        services.record_measure(**asked | {"content": "一", "happened_on": late})
    assert not SentForm.objects.filter(pk=key).exists()
    assert services.record_measure(**asked, content="二").pk == key
    with refused("再提交一次"):
        services.record_measure(**asked, content="三")
