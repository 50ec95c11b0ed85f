"""Every address × every role × own and foreign place; an address without a line fails."""

import pytest
from django.apps import apps

from accounts.models import User
from accounts.roles import ROLES
from tests.authz.addresses import addresses, permission_of
from tests.authz.asking import Asking
from tests.authz.rows import POSTS, PUBLIC, THINGS, Row, with_things
from tests.authz.table import ROWS

pytestmark = pytest.mark.django_db
SCOPED = [row for row in ROWS if (row.thing or row.lists) and not row.owner_only]


def test_every_address_has_a_line_for_each_method():
    cells = {(row.name, row.method) for row in ROWS}
    lacking = [
        address.line(method)
        for address in addresses()
        for method in address.methods
        if (address.name, method) not in cells
    ]
    assert not lacking, "Add to tests/<app>/authz.py:\n" + "\n".join(lacking)


def test_every_page_states_the_methods_it_takes():
    assert [address.name for address in addresses() if not address.methods] == []


def test_no_line_for_a_method_that_is_not_taken():
    taken = {
        (address.name, method) for address in addresses() for method in address.methods
    }
    assert [row for row in ROWS if (row.name, row.method) not in taken] == []


def test_a_page_without_an_object_says_which_rows_it_lists_or_why_it_lists_none():
    reading = [row for row in ROWS if row.method == "GET" and row.roles != PUBLIC]
    assert [row for row in reading if not (row.thing or row.lists or row.why)] == []


def test_no_line_without_an_address():
    known = {address.name for address in addresses()}
    assert [row for row in ROWS if row.name not in known] == []


def test_no_line_twice():
    lines = [
        (row.name, row.method, row.thing, row.query, *row.kwargs.values())
        for row in ROWS
    ]
    assert sorted({line for line in lines if lines.count(line) > 1}) == []


def test_the_cast_has_every_role():
    assert set(POSTS) == {role.slug for role in ROLES}


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_line_names_real_roles_and_things(row: Row):
    assert row.roles == PUBLIC or {*row.admitted, *row.unseen.split()} <= set(POSTS)
    assert {row.thing, row.lists} <= {"", *THINGS}


@pytest.mark.parametrize(("things", "row"), with_things(ROWS), indirect=["things"])
def test_who_may_open_what(things, row: Row, cast, db):
    assert list(Asking(row, cast, things).problems()) == []


@pytest.mark.parametrize(("things", "row"), with_things(SCOPED), indirect=["things"])
def test_control_without_scoping_foreign_cells_fail(
    things, row: Row, cast, db, monkeypatch
):
    """When `visible_to`, `can` and `holds` let everything through, the table must fail."""
    monkeypatch.setattr(User, "can", lambda self, permission, region_code: True)
    monkeypatch.setattr(User, "holds", lambda self, role, region_code: True)
    for queryset in {type(model._default_manager.all()) for model in apps.get_models()}:
        for name in ("visible_to", "in_scope_of"):
            if hasattr(queryset, name):
                monkeypatch.setattr(
                    queryset, name, lambda self, user, permission=None: self
                )
    assert next(Asking(row, cast, things).foreign_problems(), None) is not None


PAGES = [address for address in addresses() if address.is_page]


@pytest.mark.parametrize("address", PAGES, ids=lambda address: address.name)
def test_page_states_its_permission_or_why_it_needs_none(address):
    reasons = [row.why for row in ROWS if row.name == address.name]
    assert permission_of(address.view) or (reasons and all(reasons))


def test_a_page_open_without_sign_in_is_public_in_the_table():
    public = {row.name for row in ROWS if row.roles == PUBLIC}
    open_views = {
        address.name
        for address in PAGES
        if not getattr(address.view, "login_required", True)
    }
    assert open_views == public & {address.name for address in PAGES}
