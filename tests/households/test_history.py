from __future__ import annotations

import dataclasses

import pghistory
import pytest
from django.urls import reverse

from households.history import changes_of
from households.models import Household, HouseholdPeriod
from households.sheet.differences import label_of
from tests import factories
from tests.households.sheets import hand_in

pytestmark = pytest.mark.django_db
NEW_PHONE = "13911112222"


@pytest.fixture
def edited(cadre):
    """A family whose sheet was saved twice: house and telephone changed, one name corrected."""
    form = factories.sheet(members=[factories.member("张三")], danger_level="3")
    family = factories.register_household(form=form, by=cadre, on=factories.TODAY)
    member = dataclasses.replace(form.members[0], name="张叁", id_no=None)
    form = dataclasses.replace(
        form,
        members=(member,),
        record=form.record | {"danger_level": "1"},
        phone=NEW_PHONE,
    )
    with pghistory.context(user=cadre.pk):
        hand_in(family, form, cadre, version=1)
    return family


def told(household) -> dict:
    changes = [change for one in changes_of(household) for change in one.changes]
    return {change.label: change for change in changes}


def test_a_change_says_field_before_and_after_in_words(edited):
    change = told(edited)[label_of(HouseholdPeriod, "danger_level")]
    assert (change.old, change.new) == ("C级", "A级")


def test_a_sealed_number_only_says_that_it_changed(edited, client, cadre):
    assert told(edited)[label_of(Household, "phone_mask")].is_sealed
    client.force_login(cadre)
    text = client.get(reverse("households:history", args=[edited.pk])).content.decode()
    assert NEW_PHONE not in text
    assert "v1|" not in text


def test_the_same_number_sealed_anew_is_no_change(cadre):
    form = factories.sheet(members=[factories.member("张三")], phone=NEW_PHONE)
    family = factories.register_household(form=form, by=cadre, on=factories.TODAY)
    hand_in(family, form, cadre, version=1)
    sealed = family.phone_sealed
    family.refresh_from_db()
    assert family.phone_sealed != sealed
    assert label_of(Household, "phone_mask") not in told(family)


def test_who_and_when_are_told(edited):
    newest = next(one for one in changes_of(edited) if one.changes)
    assert newest.by == "李村干"


def test_a_correction_of_a_name_is_told_of_the_person(edited):
    about = {
        one.about
        for one in changes_of(edited)
        if any(change.new == "张叁" for change in one.changes)
    }
    assert "张叁" in about


def test_bulk_statements_are_in_the_history(edited):
    before = len(changes_of(edited))
    HouseholdPeriod.objects.filter(household=edited).update(main_cause="03")
    assert len(changes_of(edited)) == before + 1
    assert told(edited)[label_of(HouseholdPeriod, "main_cause")].new == "因学"


def test_columns_that_only_follow_are_left_out(edited):
    assert not {"version", "updated at", "head_pinyin"} & set(told(edited))


def test_a_foreign_history_is_not_there(client, sibling_cadre, edited):
    client.force_login(sibling_cadre)
    assert (
        client.get(reverse("households:history", args=[edited.pk])).status_code == 404
    )
