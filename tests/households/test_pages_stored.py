"""The sheet of a registered household in the browser."""

import datetime as dt

import pytest
from django.urls import reverse

from households.models import Household, Member
from tests import factories
from tests.households.sheets import CREATE, child, person, posted, posted_again, words

pytestmark = pytest.mark.django_db


def test_a_new_persons_number_that_is_taken_is_blamed_on_a_registered_sheet_too(
    signed_in, home, address
):
    taken = factories.id_number(dt.date(1970, 5, 1))
    factories.household(
        village=factories.OTHER_COUNTY_VILLAGE,
        members=[factories.member("王五", id_no=taken)],
    )
    sheet = posted_again(home, person("李四", id_no=taken, relation="02"))
    asked = signed_in.post(address, sheet)
    response = signed_in.post(address, sheet | {"seen": asked.context["mark"]})
    assert response.status_code == 409
    row = home.members.counted().count()
    assert [problem.anchor for problem in response.context["problems"]] == [
        f"id_members-{row}-id_no"
    ]
    home.refresh_from_db()
    assert home.version == 1


def test_the_stored_sheet_is_shown_with_its_numbers_masked(signed_in, home, address):
    page = words(signed_in.get(address))
    assert 'value="张小明"' in page
    assert 'value="12000"' in page
    for member in home.members.all():
        assert member.id_no_mask in page
        assert f'value="{member.id_no_mask}"' not in page


def test_a_change_is_saved_and_numbers_left_empty_are_kept(signed_in, home, address):
    response = signed_in.post(address, posted_again(home, address="新房8号"))
    assert response.status_code == 302, words(response)
    before = {member.pk: member.id_no_index for member in home.members.all()}
    home.refresh_from_db()
    assert (home.address, home.version, home.phone_mask) == (
        "新房8号",
        2,
        "138****0000",
    )
    assert {m.pk: m.id_no_index for m in Member.objects.all()} == before


def test_somebody_elses_change_is_shown_beside_ones_own_and_saving_again_wins(
    signed_in, home, address, cadre
):
    mine = posted_again(home, address="甲")
    baby = child(
        "张小花",
        relation="04",
        born_on="2026-08-01",
        sex="2",
        id_type="99",
        id_no="",
        schooling="",
        joined_reason="01",
    )
    assert (
        signed_in.post(address, posted_again(home, baby, address="乙")).status_code
        == 302
    )
    response = signed_in.post(address, mine)
    page = words(response)
    assert response.status_code == 409
    assert "甲</td>" in page
    assert "乙</td>" in page
    assert 'value="张小花"' in page, "who was added meanwhile joins the sheet"
    assert '<input type="hidden" name="version" value="2">' in page
    again = {
        "version": "2",
        "members-TOTAL_FORMS": "3",
    } | {f"members-2-{name}": value for name, value in baby.items()}
    again["members-2-id"] = str(Member.objects.get(name="张小花").pk)
    assert signed_in.post(address, mine | again).status_code == 302
    home.refresh_from_db()
    assert (home.address, home.member_count) == ("甲", 3)


def test_the_button_pressed_twice_is_one_change(signed_in, home, address):
    sheet = posted_again(home, address="新", phone="")
    first, second = signed_in.post(address, sheet), signed_in.post(address, sheet)
    assert (first.status_code, second.status_code) == (302, 302)
    home.refresh_from_db()
    assert home.version == 2


def test_the_same_sheet_of_another_person_is_compared(
    signed_in, client, home, address, township_officer
):
    sheet = posted_again(home, address="新", phone="")
    client.force_login(township_officer)
    assert client.post(address, sheet).status_code == 302
    signed_in.force_login(home.created_by)
    assert signed_in.post(address, sheet).status_code == 409


def test_who_leaves_needs_a_day_and_a_reason(signed_in, home, address):
    sheet = posted_again(home) | {"members-1-left_reason": "01"}
    response = signed_in.post(address, sheet)
    assert "请填写减少的日期" in words(response)
    assert (
        signed_in.post(address, sheet | {"members-1-left_on": "2026-06-01"}).status_code
        == 302
    )
    assert Member.objects.get(name="张小明").state == Member.State.DEAD


def test_a_registered_person_cannot_be_taken_out_by_a_forged_box(
    signed_in, home, address
):
    signed_in.post(address, posted_again(home) | {"members-1-DELETE": "on"})
    assert home.members.counted().count() == 2


def test_a_new_period_begins_with_last_years_values(signed_in, cadre):
    old = factories.household(
        by=cadre, period="2025", members=[factories.member("张三")], wage_fen=9_000_00
    )
    page = words(signed_in.get(reverse("households:update", args=[old.pk])))
    assert "取自2025" in page
    assert 'value="9000"' in page
    response = signed_in.post(
        reverse("households:update", args=[old.pk]),
        posted(
            person("张三", id=str(old.members.get().pk), id_no=""),
            id=str(old.pk),
            version="1",
            wage_fen="9500",
        ),
    )
    assert response.status_code == 302, words(response)
    assert set(old.periods.values_list("period", "wage_fen")) == {
        ("2025", 9_000_00),
        ("2026", 9_500_00),
    }
    assert "上年度：9,000.00" in words(
        signed_in.get(reverse("households:update", args=[old.pk]))
    )


@pytest.mark.parametrize("period", ["1999", "2999", "abc", "%00", "2026' OR 1=1"])
def test_a_period_that_is_not_open_is_a_bad_request(signed_in, address, period):
    assert signed_in.get(f"{address}?period={period}").status_code == 400


def test_the_sheet_takes_a_fixed_number_of_queries(
    signed_in, address, django_assert_max_num_queries
):
    signed_in.get(address)
    with django_assert_max_num_queries(14):
        signed_in.get(address)


def test_a_head_who_dies_needs_another_head_and_a_relation_to_them(signed_in, cadre):
    signed_in.post(CREATE, posted(person("张三"), child()))
    home = Household.objects.get()
    address = reverse("households:update", args=[home.pk])
    dies = {"members-0-left_on": "2026-11-01", "members-0-left_reason": "01"}
    assert "户主张三已减少：请另定一名户主" in words(
        signed_in.post(address, posted_again(home, **dies))
    )
    heir = {"members-1-relation": "01"}
    assert "张三已减少：“与户主关系”不能再选户主，请改为与新户主张小明的关系" in words(
        signed_in.post(address, posted_again(home, **dies, **heir))
    )
    right = posted_again(home, **dies, **heir, **{"members-0-relation": "11"})
    asked = signed_in.post(address, right)
    assert (
        signed_in.post(address, right | {"seen": asked.context["mark"]}).status_code
        == 302
    )
    home.refresh_from_db()
    assert (home.head_name, home.member_count) == ("张小明", 1)
    assert home.members.get(name="张三").state == Member.State.DEAD
    kinds = set(home.registry_events.values_list("kind", flat=True))
    assert kinds >= {"natural_decrease", "head_changed"}
