"""What the database itself refuses, each by its name."""

import datetime as dt

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.db.models import ProtectedError
from django.utils import translation

from core.constraints import explained
from households.models import (
    Household,
    HouseholdPeriod,
    Member,
    MemberPeriod,
    RegistryEvent,
)
from tests import factories
from tests.refusals import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(cadre):
    people = [
        factories.member("张三"),
        factories.member("李四", relation="02", sex="2"),
    ]
    return factories.household(by=cadre, members=people)


def broken(name, action, error=IntegrityError):
    """The action fails, and by that very constraint."""
    with pytest.raises(error) as raised, transaction.atomic():
        action()
    assert name in str(raised.value)


def copy_of(row, **values):
    row.pk = None if not hasattr(row, "person_no") else factories.uuid7()
    row._state.adding = True
    for name, value in values.items():
        setattr(row, name, value)
    return row


UPDATES = [
    ("member_has_name", Member, {"name": ""}),
    ("member_left_with_date_and_reason", Member, {"state": "dead"}),
    (
        "member_left_with_date_and_reason",
        Member,
        {"state": "dead", "left_on": dt.date(2026, 1, 1), "left_reason": ""},
    ),
    (
        "member_left_with_date_and_reason",
        Member,
        {"left_on": dt.date(2026, 1, 1), "left_reason": "01"},
    ),
    ("memberperiod_work_months", MemberPeriod, {"work_months": 13}),
    ("memberperiod_one_head", MemberPeriod, {"relation": "01"}),
    ("period_window_forward", HouseholdPeriod, {"window_end": dt.date(2025, 10, 1)}),
    ("period_net_is_gross_less_cost", HouseholdPeriod, {"net_fen": 1}),
    (
        "period_irrigated_within_cultivated",
        HouseholdPeriod,
        {"cultivated_mu": 1, "irrigated_mu": 2},
    ),
    ("period_code_form", HouseholdPeriod, {"period": "26"}),
]


@pytest.mark.parametrize(
    ("name", "model", "values"), UPDATES, ids=[row[0] for row in UPDATES]
)
def test_a_row_that_cannot_be_true_is_refused(home, name, model, values):
    broken(name, lambda: model.objects.update(**values))


INSERTS = [
    ("household_has_number", {"hh_no": ""}),
    (
        "household_exited_has_date",
        {"hh_no": "H-new", "state": "exited_with_policy", "exited_on": None},
    ),
]


@pytest.mark.parametrize(("name", "values"), INSERTS, ids=[row[0] for row in INSERTS])
def test_a_household_that_cannot_be_is_refused(home, name, values):
    row = copy_of(home, pk=factories.uuid7(), **values)
    broken(name, lambda: row.save(force_insert=True))


def test_a_document_number_is_active_once(home):
    row = Member.objects.get(name="张三")
    double = copy_of(row, person_no="P-double")
    broken("member_id_no_once_among_active", lambda: double.save(force_insert=True))


@pytest.mark.parametrize(
    ("model", "values", "sentence"),
    [
        (MemberPeriod, {"relation": "01"}, "head"),
        (Member, {"state": "dead"}, "Choose why the person has left."),
        (
            HouseholdPeriod,
            {"cultivated_mu": 1, "irrigated_mu": 2},
            "more irrigated land than cultivated",
        ),
    ],
    ids=["two heads", "left without reason", "irrigated"],
)
def test_what_a_person_can_cause_is_refused_with_a_sentence(
    home, model, values, sentence
):
    with translation.override("en"), refused(sentence), explained():
        model.objects.update(**values)


def test_a_number_used_twice_is_refused_with_a_sentence(home):
    double = copy_of(Member.objects.get(name="张三"), person_no="P-double")
    with refused("县级核实"), explained():
        double.save(force_insert=True)


def test_a_document_number_may_return_after_its_person_has_left(home):
    Member.objects.filter(name="李四").update(
        state="moved_out", left_on=dt.date(2026, 1, 1), left_reason="02"
    )
    double = copy_of(
        Member.objects.get(name="李四"),
        person_no="P-double",
        state="normal",
        left_on=None,
        left_reason="",
    )
    double.save(force_insert=True)


def test_numbers_are_unique(home):
    other = copy_of(Household.objects.get(), pk=factories.uuid7())
    broken("hh_no", lambda: other.save(force_insert=True))
    row = copy_of(Member.objects.get(name="张三"), id_no_index=None)
    broken("person_no", lambda: row.save(force_insert=True))


def test_a_period_stands_once(home):
    broken(
        "period_once",
        lambda: copy_of(HouseholdPeriod.objects.get()).save(force_insert=True),
    )
    row = copy_of(MemberPeriod.objects.first(), relation="99")
    broken("memberperiod_once", lambda: row.save(force_insert=True))


def test_two_people_without_documents_may_both_be_active(home):
    Member.objects.update(id_no_index=None)
    assert Member.objects.counted().count() == 2


@pytest.mark.parametrize(
    "model", [RegistryEvent, MemberPeriod, Member, HouseholdPeriod, Household]
)
def test_nothing_is_ever_deleted(home, model):
    name = "append_only" if model is RegistryEvent else "no_delete"
    broken(
        name, lambda: model.objects.all()._raw_delete(using="default"), InternalError
    )


def test_django_refuses_to_delete_what_others_point_to(home):
    with pytest.raises(ProtectedError):
        home.delete()


@pytest.mark.parametrize(
    ("model", "column"), [(Household, "hh_no"), (Member, "person_no")]
)
def test_a_number_is_never_changed(home, model, column):
    broken("number_fixed", lambda: model.objects.update(**{column: "X"}), InternalError)


def test_an_event_is_never_changed(home):
    broken("append_only", lambda: RegistryEvent.objects.update(note="x"), InternalError)


def test_every_constraint_of_the_registry_is_shown_here():
    """A new constraint needs a case in this file."""
    shown = {row[0] for row in UPDATES + INSERTS} | {
        "member_id_no_once_among_active",
        "period_once",
        "memberperiod_once",
    }
    models = (Household, HouseholdPeriod, Member, MemberPeriod, RegistryEvent)
    assert {
        constraint.name for model in models for constraint in model._meta.constraints
    } == shown
