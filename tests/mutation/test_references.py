"""Every foreign key: a row that points to nothing is refused, and accepted without the key."""

import pytest
from django.db import IntegrityError, models, transaction

from tests.mutation.attacks import ask, drop_constraint, settle, sql
from tests.mutation.declared import our_models

pytestmark = pytest.mark.django_db
NOWHERE = {"uuid": "gen_random_uuid()", "bigint": "2147483000", "integer": "2147483000"}


def references():
    for model in our_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.ForeignKey) and field.db_constraint:
                yield model._meta.db_table, field.column


REFERENCES = sorted(references())


def key_of(table, column):
    """The name of the key on that one column."""
    found = ask(
        """
        SELECT conname FROM pg_constraint c
        JOIN pg_attribute a ON a.attrelid = c.conrelid AND c.conkey = ARRAY[a.attnum]
        WHERE c.contype = 'f' AND c.conrelid = %s::regclass AND a.attname = %s
        """,
        table,
        column,
    )
    assert found, f"{table}.{column} may point to nothing"
    return found[0][0]


def alone(table):
    """Leave the plain foreign keys only: all else has attacks of its own."""
    sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    for owner, name in ask(
        """
        SELECT conrelid::regclass::text, conname FROM pg_constraint
        WHERE (conrelid = %s::regclass AND contype = 'c')
           OR (%s::regclass IN (conrelid, confrelid) AND contype = 'f' AND cardinality(conkey) > 1)
        """,
        table,
        table,
    ):
        drop_constraint(owner, name)


def points_nowhere(table, column):
    alone(table)
    ((kind,),) = ask(
        "SELECT format_type(atttypid, NULL) FROM pg_attribute"
        " WHERE attrelid = %s::regclass AND attname = %s",
        table,
        column,
    )
    nowhere = NOWHERE[kind]
    assert (
        sql(
            f'UPDATE {table} SET "{column}" = {nowhere}'
            f" WHERE ctid = (SELECT min(ctid) FROM {table})"
        )
        == 1
    )
    settle()


@pytest.mark.parametrize(("table", "column"), REFERENCES)
def test_a_row_points_to_something(scene, table, column):
    name = key_of(table, column)
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        points_nowhere(table, column)
    assert refused.value.__cause__.diag.constraint_name == name
    drop_constraint(table, name)
    points_nowhere(table, column)
