"""The list of people, one person, and what is done to an account."""

import pytest
from django.contrib.messages import get_messages

from accounts.forms import PersonForm
from accounts.models import User
from tests import factories
from tests.accounts.pages import address, person_form

pytestmark = pytest.mark.django_db


def test_new_password_is_shown_once(admin):
    answer = admin.post(address("person-create"), person_form())
    password = answer.context["made"].password
    person = User.objects.get(username="lisi2026")
    assert password in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert person.check_password(password)
    assert password not in admin.get(address("person", person.pk)).content.decode()


def test_refused_person_keeps_what_was_typed(admin):
    answer = admin.post(
        address("person-create"),
        person_form(region_code=factories.OTHER_COUNTY_VILLAGE),
    )
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "error-summary" in text
    assert "lisi2026" in text


def test_list_is_searched_by_name_account_and_organisation(admin, cadre, sibling_cadre):
    User.objects.filter(pk=sibling_cadre.pk).update(organisation="东山镇人民政府")
    for words, found in (
        (cadre.name, cadre),
        (sibling_cadre.username, sibling_cadre),
        ("东山", sibling_cadre),
    ):
        page = admin.get(address("people"), {"q": words}).context["page"]
        assert [person.pk for person in page] == [found.pk]


@pytest.mark.parametrize(("state", "found"), [("in_use", 2), ("off", 1), ("idle", 1)])
def test_list_is_filtered_by_state(admin, cadre, state, found):
    off = factories.person("village_cadre", is_active=False)
    off.grants.update(valid_to=off.grants.get().valid_from)
    assert (
        len(admin.get(address("people"), {"state": state}).context["page"].rows)
        == found
    )


def test_list_takes_few_queries_however_long(admin, django_assert_num_queries):
    admin.get(address("people"))
    for _n in range(30):
        factories.person("village_cadre")
    with django_assert_num_queries(7):
        admin.get(address("people"))


def test_htmx_gets_only_the_rows(admin):
    text = admin.get(address("people"), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in text


def test_person_page_shows_only_roles_of_the_own_area(admin, cadre):
    factories.grant(cadre, "helper", factories.OTHER_COUNTY_VILLAGE)
    text = admin.get(address("person", cadre.pk)).content.decode()
    assert "上村" in text
    assert "石桥村" not in text


def test_auditor_reads_people_without_buttons(client, auditor, cadre):
    client.force_login(auditor)
    text = client.get(address("person", cadre.pk)).content.decode()
    assert address("hand-over", cadre.pk) not in text


def test_places_offered_are_those_of_the_own_area(admin, account_admin):
    found = admin.get(PersonForm(by=account_admin).places_url() + "&q=村").json()
    assert {place["code"] for place in found} == {
        factories.VILLAGE,
        factories.SIBLING_VILLAGE,
        factories.OTHER_TOWNSHIP_VILLAGE,
    }


def test_switched_off_account_is_announced(admin, cadre):
    answer = admin.post(address("person-switch", cadre.pk))
    cadre.refresh_from_db()
    assert not cadre.is_active
    assert [
        cadre.name in str(message) for message in get_messages(answer.wsgi_request)
    ] == [True]


@pytest.mark.parametrize(
    ("field", "typed", "status"),
    [
        ("name", "李\u202e干村", 200),
        ("name", "李四_x", 422),
        ("name", "李四\U0001f600", 422),
        ("name", "<b>李四</b>", 422),
        ("phone", "abc", 422),
        ("username", "张三", 422),
        ("username", "a b c", 422),
        ("username", "１２３abc", 422),
        ("region_code", "9901", 422),
        ("region_code", "９９０１０２１００２０１", 422),
        ("role", "superuser", 422),
        ("note", "x" * 201, 422),
    ],
)
def test_new_person_with_a_broken_value_is_refused_with_a_sentence(
    admin, field, typed, status
):
    asked = {
        "username": "li.new7",
        "name": "李新",
        "role": "village_cadre",
        "region_code": factories.VILLAGE,
    }
    answer = admin.post("/accounts/people/create/", asked | {field: typed})
    assert answer.status_code == status
    assert User.objects.filter(username="li.new7").exists() is (status == 200)
    if status == 200:
        assert (
            User.objects.get(username="li.new7").name == "李干村"
        )  # the sign that turns the reading round is gone
    else:
        assert "error-summary" in answer.content.decode()


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ("上村", 200),
        ("上村村委会", 200),
        ("９９０１０１１００２０１", 200),
        ("村", 422),
        ("石桥村", 422),
        ("没有这里", 422),
    ],
)
def test_place_typed_without_the_search_box_is_known_by_its_name(admin, typed, status):
    asked = {
        "username": "li.new7",
        "name": "李新",
        "role": "village_cadre",
        "region_code": typed,
    }
    answer = admin.post("/accounts/people/create/", asked)
    assert answer.status_code == status
    if status == 200:
        assert (
            User.objects.get(username="li.new7").grants.get().region_code
            == factories.VILLAGE
        )
    if typed == "村":  # several: each with its code
        assert (
            f"下村村委会（试验省 试验市 清河县 东山镇 {factories.SIBLING_VILLAGE}）"
            in answer.content.decode()
        )


def test_refused_switch_of_ones_own_account_says_why_on_its_page(admin, account_admin):
    answer = admin.post(address("person-switch", account_admin.pk))
    assert answer.status_code == 409
    assert "不能对自己的账号做此操作" in answer.content.decode()
    account_admin.refresh_from_db()
    assert account_admin.is_active


def test_refused_password_of_a_person_who_works_elsewhere_shows_none(admin, cadre):
    factories.grant(cadre, "helper", factories.OTHER_COUNTY_VILLAGE)
    answer = admin.post(address("person-password", cadre.pk))
    assert answer.status_code == 409
    assert "在您的辖区以外也有工作" in answer.content.decode()
    assert "made" not in answer.context
