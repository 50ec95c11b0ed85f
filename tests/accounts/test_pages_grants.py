"""The pages that give, end and hand over roles."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts import services
from tests import factories
from tests.accounts.pages import address

pytestmark = pytest.mark.django_db


def test_hand_over_in_one_click(admin, cadre, sibling_cadre):
    old = cadre.grants.get()
    page = admin.get(address("hand-over", cadre.pk), {"q": sibling_cadre.name})
    assert [person.pk for person in page.context["successors"]] == [sibling_cadre.pk]
    answer = admin.post(
        address("hand-over", cadre.pk), {"grant": old.pk, "successor": sibling_cadre.pk}
    )
    assert answer["Location"] == address("person", sibling_cadre.pk)
    old.refresh_from_db()
    assert old.valid_to is not None
    assert sibling_cadre.grants.filter(
        region_code=factories.VILLAGE, valid_to=None
    ).exists()


def test_hand_over_of_nothing_says_what_to_do(admin, cadre, sibling_cadre):
    answer = admin.post(address("hand-over", cadre.pk), {"successor": sibling_cadre.pk})
    assert "error-summary" in answer.content.decode()


def test_hand_over_to_a_person_outside_the_area_is_not_found(
    admin, cadre, foreign_officer
):
    answer = admin.post(
        address("hand-over", cadre.pk),
        {"grant": cadre.grants.get().pk, "successor": foreign_officer.pk},
    )
    assert answer.status_code == 404
    assert cadre.grants.get().valid_to is None


def test_grant_of_another_person_is_not_handed_over_with_the_rest(
    admin, cadre, sibling_cadre
):
    admin.post(
        address("hand-over", cadre.pk),
        {
            "grant": sibling_cadre.grants.get().pk,
            "successor": factories.person("helper").pk,
        },
    )
    assert sibling_cadre.grants.get().valid_to is None


def test_person_from_elsewhere_is_found_by_the_exact_account_only(
    admin, foreign_officer
):
    wrong = admin.post(
        address("grant-outside"), {"account": foreign_officer.username[:-1]}
    )
    assert foreign_officer.name not in wrong.content.decode()
    given = {
        "account": foreign_officer.username,
        "role": "helper",
        "region_code": factories.VILLAGE,
    }
    assert (
        foreign_officer.name
        in admin.post(address("grant-outside"), given | {"role": ""}).content.decode()
    )
    admin.post(address("grant-outside"), given | {"valid_from": "2099-01-01"})
    assert foreign_officer.grants.filter(role="helper").exists()


def test_hand_over_with_a_reason_as_long_as_a_book_is_refused(
    admin, cadre, sibling_cadre
):
    grant = cadre.grants.get()
    asked = {"successor": sibling_cadre.pk, "grant": grant.pk, "note": "x" * 201}
    assert (
        admin.post(f"/accounts/people/{cadre.pk}/hand-over/", asked).status_code == 422
    )
    grant.refresh_from_db()
    assert grant.valid_to is None


def test_role_of_tomorrow_is_shown_as_such_and_can_be_ended(
    admin, account_admin, cadre
):
    later = timezone.localdate() + dt.timedelta(days=3)
    planned = services.grant_role(
        user=cadre,
        role="helper",
        region_code=factories.SIBLING_VILLAGE,
        by=account_admin,
        valid_from=later,
    )
    text = admin.get(f"/accounts/people/{cadre.pk}/").content.decode()
    assert "尚未开始" in text
    assert f"/accounts/grants/{planned.pk}/end/" in text


def test_refused_end_of_a_role_says_why_on_its_own_page(admin, account_admin):
    url = address("grant-end", account_admin.grants.get().pk)
    answer = admin.post(url)
    assert answer.status_code == 409
    assert "不能终止自己的授权" in answer.content.decode()
    assert account_admin.grants.get().valid_to is None


def test_account_that_does_not_exist_is_a_fault(admin):
    assert admin.post(address("grant-outside"), {"account": ""}).status_code == 422
    assert admin.post(address("grant-outside"), {}).status_code == 422


def test_exact_account_opens_the_form_of_the_role(admin, foreign_officer):
    answer = admin.post(address("grant-outside"), {"account": foreign_officer.username})
    assert answer.status_code == 200
    assert foreign_officer.name in answer.content.decode()
    assert "error-summary" not in answer.content.decode()
