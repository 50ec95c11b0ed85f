"""Attacks in plain SQL on what the database must hold, one for each constraint, by its name.

`tests/*/test_constraints.py` wants every attack refused under that very name;
`tests/mutation/test_constraints_noticed.py` drops the constraint and wants the same attack to succeed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection


@dataclass(frozen=True)
class Attack:
    """A deed that only the named constraint stops; `without` are triggers that would stop it earlier."""

    name: str
    table: str
    trigger: str
    run: Callable[[Any], None]
    without: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.name


ATTACKS: dict[str, Attack] = {}


def attack(name: str, table: str, *, trigger: str = "", without: tuple[str, ...] = ()) -> Callable:
    """Register an attack on a constraint of a table, or on what one of its triggers refuses."""

    def keep(run: Callable[[Any], None]) -> Callable[[Any], None]:
        assert name not in ATTACKS, name
        ATTACKS[name] = Attack(name, table, trigger, run, without)
        return run

    return keep


def sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [str(value) if hasattr(value, "hex") else value for value in values])


def settle() -> None:
    """Look at everything deferred now, as the end of the transaction would."""
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql("SET CONSTRAINTS ALL DEFERRED")


def drop_trigger(table: str, name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname LIKE %s",
            [table, f"pgtrigger\\_{name}\\_%"],
        )
        (found,) = cursor.fetchone() or (None,)
        assert found, f"{table} has no trigger {name}"
        cursor.execute(f'DROP TRIGGER "{found}" ON {table}')


def drop(mutant: Attack) -> None:
    """Remove the constraint, or the trigger that speaks its name."""
    if mutant.trigger:
        drop_trigger(mutant.table, mutant.trigger)
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_constraint WHERE conname = %s", [mutant.name])
        if cursor.fetchone():
            cursor.execute(f'ALTER TABLE {mutant.table} DROP CONSTRAINT "{mutant.name}" CASCADE')
        else:  # a unique constraint with a condition is an index
            cursor.execute(f'DROP INDEX "{mutant.name}"')


def lift_outer(mutant: Attack) -> None:
    """Remove what stands in front of the constraint under attack."""
    for name in mutant.without:
        table, _, trigger = name.rpartition(":")
        drop_trigger(table or mutant.table, trigger)


def attempt(mutant: Attack, scene: Any) -> None:
    mutant.run(scene)
    settle()
