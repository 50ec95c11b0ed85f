"""Tables of lists: heads, labels of cells, what is escaped."""

import uuid
from types import SimpleNamespace

import pytest
from django.utils.safestring import mark_safe

from core.web.tables import Column, addresses, table_body, table_head

COLUMNS = [
    Column("Name", lambda row: row.name, "wide"),
    Column("People & pets", lambda row: row.count, "num nowrap"),
    Column("State", lambda row: mark_safe(f"<b>{row.state}</b>")),
]
ROW = SimpleNamespace(name="<张>", count=3, state="good")


def test_heads_carry_only_the_class_of_figures():
    assert table_head(COLUMNS) == (
        '<tr><th scope="col">Name</th>'
        '<th scope="col" class="num">People &amp; pets</th>'
        '<th scope="col">State</th></tr>'
    )


def test_cells_are_labelled_and_escaped_unless_safe():
    assert table_body(COLUMNS, [ROW]) == (
        '<tr><th scope="row" class="wide">&lt;张&gt;</th>'
        '<td data-label="People &amp; pets" class="num nowrap">3</td>'
        '<td data-label="State"><b>good</b></td></tr>'
    )


def test_a_table_without_rows_is_empty():
    assert table_body(COLUMNS, []) == ""


@pytest.mark.parametrize("pk", [uuid.UUID(int=7), uuid.UUID(int=2**127)])
def test_an_address_is_that_of_reverse(pk):
    assert addresses("households:detail")(pk) == f"/households/{pk}/"
