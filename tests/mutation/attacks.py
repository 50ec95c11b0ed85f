"""Attacks in plain SQL on what the database must hold, one for each constraint, by its name.

`test_constraints_noticed.py` wants every attack stopped under that very name, then drops the
constraint and wants the same attack to succeed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection


@dataclass(frozen=True)
class Attack:
    """Statements that only the named constraint stops, or that set off only the named trigger.

    `trigger` is the trigger that raises the name; `without` are triggers that would stop the
    attack earlier; `how` tells several attacks apart that one trigger stops.
    """

    name: str
    table: str
    trigger: str
    run: Callable[[Any], None]
    without: tuple[str, ...] = ()
    how: str = ""

    @property
    def key(self) -> str:
        """One name may be held on several tables, and by several triggers."""
        return key(self.table, self.name, self.trigger)

    def __str__(self) -> str:
        return f"{self.key} {self.how}".strip()


class Followed(Exception):
    """The attack was noticed: the trigger had its effect."""


ATTACKS: dict[str, Attack] = {}


def key(table: str, name: str, trigger: str = "") -> str:
    parts = [table, trigger, name] if trigger and trigger != name else [table, name]
    return ":".join(parts)


def attack(
    name: str, table: str, *, trigger: str = "", without: tuple[str, ...] = ()
) -> Callable:
    """Register an attack on a constraint of a table, or on what one of its triggers refuses."""

    def keep(run: Callable[[Any], None]) -> Callable[[Any], None]:
        made = Attack(name, table, trigger, run, without)
        assert made.key not in ATTACKS, made.key
        ATTACKS[made.key] = made
        return run

    return keep


def effect(table: str, trigger: str) -> Callable:
    """Register an attack that returns whether a trigger which refuses nothing had its effect."""

    def keep(run: Callable[[Any], bool]) -> Callable[[Any], bool]:
        def look(scene: Any) -> None:
            if run(scene):
                raise Followed(trigger)

        attack(trigger, table, trigger=trigger)(look)
        return run

    return keep


def sql(statement: str, *values: Any) -> int:
    """Run a statement; answers the number of rows."""
    with connection.cursor() as cursor:
        cursor.execute(
            statement,
            [str(value) if hasattr(value, "hex") else value for value in values]
            or None,
        )
        return cursor.rowcount


def ask(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            statement,
            [str(value) if hasattr(value, "hex") else value for value in values]
            or None,
        )
        return cursor.fetchall()


def copy(table: str, pk: Any, column: str = "id", **changes: str) -> None:
    """Write a row once more with another key; the changes are SQL."""
    names = ask(
        "SELECT attname, attidentity <> '' FROM pg_attribute"
        " WHERE attrelid = %s::regclass AND attnum > 0"
        " AND NOT attisdropped AND attgenerated = ''",
        table,
    )
    if ("id", False) in names:
        changes.setdefault("id", "gen_random_uuid()")
    columns = [name for name, counts_itself in names if not counts_itself]
    chosen = ", ".join(
        changes.get(name, f'"{name}"').replace("%", "%%") for name in columns
    )
    quoted = ", ".join(f'"{name}"' for name in columns)
    assert (
        sql(
            f"INSERT INTO {table} ({quoted}) SELECT {chosen} FROM {table} WHERE {column} = %s",
            pk,
        )
        == 1
    )


def settle() -> None:
    """Look at everything deferred now, as the end of the transaction would."""
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql("SET CONSTRAINTS ALL DEFERRED")


def drop_trigger(table: str, name: str) -> None:
    found = ask(
        "SELECT tgname FROM pg_trigger"
        " WHERE tgrelid = %s::regclass AND (tgname = %s OR tgname ~ %s)",
        table,
        name,
        f"^pgtrigger_{name}_[0-9a-f]{{5}}$",
    )
    assert found, f"{table} has no trigger {name}"
    sql(f'DROP TRIGGER "{found[0][0]}" ON {table}')


def drop(mutant: Attack) -> None:
    """Remove the constraint, or the trigger that speaks its name."""
    if mutant.trigger:
        drop_trigger(mutant.table, mutant.trigger)
    else:
        drop_constraint(mutant.table, mutant.name)


def drop_constraint(table: str, name: str) -> None:
    if ask(
        "SELECT 1 FROM pg_constraint WHERE conname = %s AND conrelid = %s::regclass",
        name,
        table,
    ):
        sql(f'ALTER TABLE {table} DROP CONSTRAINT "{name}" CASCADE')
    else:  # a unique constraint with a condition is an index
        sql(f'DROP INDEX "{name}"')


def lift_outer(mutant: Attack) -> None:
    """Remove what stands in front of the constraint under attack."""
    for name in mutant.without:
        table, _, trigger = name.rpartition(":")
        drop_trigger(table or mutant.table, trigger)


def attempt(mutant: Attack, scene: Any) -> None:
    mutant.run(scene)
    settle()
