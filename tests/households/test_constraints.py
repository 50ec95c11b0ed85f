"""What the database itself refuses, each by its name."""

import datetime as dt

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.db.models import ProtectedError

from households.models import (
    Household,
    HouseholdPeriod,
    Member,
    MemberPeriod,
    RegistryEvent,
)
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(cadre):
    people = [
        factories.member("张三"),
        factories.member("李四", relation="02", sex="2"),
    ]
    return factories.household(by=cadre, members=people)


def refused(name, deed, error=IntegrityError):
    """The deed fails, and for that very reason."""
    with pytest.raises(error) as raised, transaction.atomic():
        deed()
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
    refused(name, lambda: model.objects.update(**values))


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
    refused(name, lambda: row.save(force_insert=True))


def test_a_document_number_is_active_once(home):
    row = Member.objects.get(name="张三")
    twin = copy_of(row, person_no="P-twin")
    refused("member_id_no_once_among_active", lambda: twin.save(force_insert=True))


def test_a_document_number_may_return_after_its_person_has_left(home):
    Member.objects.filter(name="李四").update(
        state="moved_out", left_on=dt.date(2026, 1, 1), left_reason="02"
    )
    twin = copy_of(
        Member.objects.get(name="李四"),
        person_no="P-twin",
        state="normal",
        left_on=None,
        left_reason="",
    )
    twin.save(force_insert=True)


def test_numbers_are_unique(home):
    other = copy_of(Household.objects.get(), pk=factories.uuid7())
    refused("hh_no", lambda: other.save(force_insert=True))
    row = copy_of(Member.objects.get(name="张三"), id_no_index=None)
    refused("person_no", lambda: row.save(force_insert=True))


def test_a_period_stands_once(home):
    refused(
        "period_once",
        lambda: copy_of(HouseholdPeriod.objects.get()).save(force_insert=True),
    )
    row = copy_of(MemberPeriod.objects.first(), relation="99")
    refused("memberperiod_once", lambda: row.save(force_insert=True))


def test_two_people_without_documents_may_both_be_active(home):
    Member.objects.update(id_no_index=None)
    assert Member.objects.counted().count() == 2


@pytest.mark.parametrize(
    "model", [RegistryEvent, MemberPeriod, Member, HouseholdPeriod, Household]
)
def test_nothing_is_ever_deleted(home, model):
    name = "append_only" if model is RegistryEvent else "no_delete"
    refused(
        name, lambda: model.objects.all()._raw_delete(using="default"), InternalError
    )


def test_django_refuses_to_delete_what_others_point_to(home):
    with pytest.raises(ProtectedError):
        home.delete()


@pytest.mark.parametrize(
    ("model", "column"), [(Household, "hh_no"), (Member, "person_no")]
)
def test_a_number_is_never_changed(home, model, column):
    refused(
        "number_fixed", lambda: model.objects.update(**{column: "X"}), InternalError
    )


def test_an_event_is_never_changed(home):
    refused(
        "append_only", lambda: RegistryEvent.objects.update(note="x"), InternalError
    )


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
