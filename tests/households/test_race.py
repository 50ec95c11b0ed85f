"""Two people at the same moment. Each race has a control that shows what holds it."""

import threading

import pytest
from django.core.management import call_command
from django.urls import reverse

from core import codelists
from core.ids import uuid7
from core.refusals import Refused
from households import revealing, services
from households.models import Household, Member
from households.sheet.stored import read_sheet
from tests import factories
from tests.households.sheets import (
    as_data,
    child,
    hand_in,
    person,
    posted,
    posted_again,
)
from tests.racing import PATIENCE, at_once, overlapping

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _public_knowledge(transactional_db):
    """These tests empty the tables behind them."""
    codelists.forget()
    factories.plant_regions()
    call_command("load_codes", verbosity=0)
    yield
    codelists.forget()


def together(*actions):
    """Run all at once; what each gave or why it was refused."""
    outcomes = at_once(actions)
    assert not [
        one
        for one in outcomes
        if isinstance(one, BaseException) and not isinstance(one, Refused)
    ], outcomes
    return outcomes


def registering(form, by):
    return lambda: services.register_household(form=form, by=by, on=factories.TODAY)


def test_one_sheet_sent_four_times_at_once_is_one_household():
    cadre = factories.person("village_cadre", factories.VILLAGE)
    form = factories.sheet(id=uuid7())
    outcomes = together(*[registering(form, cadre)] * 4)
    assert {household.pk for household in outcomes} == {form.id}
    assert Household.objects.count() == 1
    assert Household.objects.get().registry_events.count() == 1


def test_one_person_registered_in_two_places_at_once_is_registered_once():
    people = [
        factories.person("village_cadre", place)
        for place in (factories.VILLAGE, factories.OTHER_COUNTY_VILLAGE)
    ]
    number = factories.id_number()
    forms = [
        factories.sheet(village=place, members=[factories.member("张三", id_no=number)])
        for place in (factories.VILLAGE, factories.OTHER_COUNTY_VILLAGE)
    ]
    outcomes = together(
        *(registering(form, by) for form, by in zip(forms, people, strict=True))
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == [
        "Household",
        "NumberTaken",
    ]
    assert Member.objects.count() == 1


def changing(household, data, by):
    return lambda: hand_in(household, data, by, version=1)


def test_of_two_people_who_saw_the_same_sheet_one_saves_and_one_compares():
    cadre = factories.person("village_cadre", factories.VILLAGE)
    officer = factories.person("township_officer", factories.TOWNSHIP)
    household = factories.household(by=cadre)
    data = as_data(household)
    outcomes = together(
        changing(household, data, cadre), changing(household, data, officer)
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == [
        "Household",
        "SheetStale",
    ]
    assert Household.objects.get().version == 2


def test_control_without_the_lock_both_would_save(monkeypatch):
    """The lock of the household is what makes the second one look again."""
    cadre = factories.person("village_cadre", factories.VILLAGE)
    household = factories.household(by=cadre)
    data = as_data(household)
    monkeypatch.setattr(
        services, "read_sheet", lambda pk, code, hold: read_sheet(pk, code)
    )
    both_have_looked = threading.Barrier(2, timeout=PATIENCE)
    honest = services.update_faults

    def slowly(*args):
        both_have_looked.wait()
        return honest(*args)

    monkeypatch.setattr(services, "update_faults", slowly)
    outcomes = together(
        changing(household, data, cadre), changing(household, data, cadre)
    )
    assert [type(outcome).__name__ for outcome in outcomes] == [
        "Household",
        "Household",
    ]


def test_what_only_the_other_one_changed_is_not_taken_back_by_saving_again(client):
    """Three columns: what was there, mine, theirs.

    Each keeps what only they have changed; what both have changed is asked about.
    """
    cadre = factories.person("village_cadre", factories.VILLAGE)
    officer = factories.person("township_officer", factories.TOWNSHIP)
    client.force_login(cadre)
    client.post("/households/new/", posted(person("张三"), child(), wage_fen="12000"))
    home = Household.objects.get()
    address = reverse("households:update", args=[home.pk])
    mine = posted_again(
        home, address="我改的", need="我的需求", **{"members-0-education": "03"}
    )
    theirs = posted_again(
        home,
        group_name="他改的",
        need="他的需求",
        wage_fen="13000",
        toilet="0",
        other_causes=["02"],
        **{"members-0-health": ["02"], "members-1-name": "张小民"},
    )
    client.force_login(officer)
    save(client, address, theirs)
    client.force_login(cadre)
    asked = client.post(
        address, mine | {"seen": client.post(address, mine).context.get("mark", "")}
    )
    assert asked.status_code == 409
    sides = {one.label: one.side for one in asked.context["differences"]}
    assert sides == {
        "帮扶需求": "both",
        "村民小组": "theirs",
        "其他致贫原因": "theirs",
        "工资性收入": "theirs",
        "有卫生厕所": "theirs",
        "张三：健康状况": "theirs",
        "张小明：姓名": "theirs",
        "家庭住址": "mine",
        "张三：文化程度": "mine",
    }
    assert next(iter(sides)) == "帮扶需求"
    save(client, address, as_shown(asked))
    home.refresh_from_db()
    period = home.periods.get()
    assert (home.address, home.group_name) == ("我改的", "他改的")
    assert (period.need, period.wage_fen, period.toilet, period.other_causes) == (
        "我的需求",
        13_000_00,
        False,
        ["02"],
    )
    assert sorted(home.members.values_list("name", flat=True)) == ["张三", "张小民"]
    record = home.members.get(name="张三").periods.get()
    assert (record.education, record.health) == ("03", ["02"])


def save(client, address, sheet):
    """Press save, and once more where the page asks whether all is right."""
    answer = client.post(address, sheet)
    if answer.status_code == 200:
        answer = client.post(address, sheet | {"seen": answer.context["mark"]})
    assert answer.status_code == 302


def as_shown(answer):
    """What the page would send if its reader only pressed save."""
    sheet = answer.context["sheet"]
    return {
        name: values if len(values) > 1 else values[0]
        for name, values in sheet.post.lists()
        if values
    } | {"version": str(sheet.version)}


def looking_twice():
    """One person asks for a number in two windows, where one look is left of the day."""
    cadre = factories.person("village_cadre", factories.VILLAGE)
    household = factories.household(by=cadre)

    def look():
        return revealing.reveal_household_number(
            household=household, field="phone", purpose="contact", by=cadre
        )

    return overlapping(look, look)


def test_two_windows_at_once_show_no_number_beyond_the_quota(settings):
    settings.REVEAL_DAILY_QUOTA = 1
    both = looking_twice()
    assert both.waited
    assert isinstance(both.first, revealing.Revealed)
    assert isinstance(both.second, revealing.QuotaSpent)


def test_control_without_the_lock_of_the_person_both_would_show_it(
    settings, monkeypatch
):
    settings.REVEAL_DAILY_QUOTA = 1
    monkeypatch.setattr(revealing, "advisory_lock", lambda name: None)
    both = looking_twice()
    assert not both.waited
    assert {type(both.first), type(both.second)} == {revealing.Revealed}
