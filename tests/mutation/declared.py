"""What the migrated database and the models hold, to be compared with the attacks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.apps import apps
from django.db import models

from tests.mutation.attacks import ask, key

OURS = (
    "core",
    "villages",
    "accounts",
    "publicity",
    "ledgers",
    "households",
    "projects",
    "funds",
    "assessment",
    "config",
)
NAMED = re.compile(r"CONSTRAINT = '(\w+)'")
OF_PGTRIGGER = re.compile(r"^pgtrigger_(\w+)_[0-9a-f]{5}$")


def our_models() -> Iterator[type[models.Model]]:
    """Every model with a table, its history models too."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label in OURS and model._meta.managed:
            yield model


def tables() -> list[str]:
    return sorted(model._meta.db_table for model in our_models())


def constraints_of_database() -> set[str]:
    """Keys of all checks, unique keys (partial indexes too) and exclusions of our tables."""
    rows = ask(
        "SELECT conrelid::regclass::text, conname FROM pg_constraint"
        " WHERE conrelid = ANY(%s::regclass[]) AND contype IN ('c', 'u', 'x')"
        " UNION SELECT i.indrelid::regclass::text, i.indexrelid::regclass::text FROM pg_index i"
        " WHERE i.indrelid = ANY(%s::regclass[]) AND i.indisunique AND NOT i.indisprimary",
        tables(),
        tables(),
    )
    return {key(table, name) for table, name in rows}


def triggers_of_database() -> set[str]:
    """Keys of all triggers of our tables: one for each name a trigger speaks, or its own."""
    rows = ask(
        "SELECT t.tgrelid::regclass::text, t.tgname, p.prosrc"
        " FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
        " WHERE t.tgrelid = ANY(%s::regclass[]) AND NOT t.tgisinternal"
        # They stop nothing: that each notes its writes is in `tests/core/test_seals.py`.
        " AND t.tgname NOT LIKE 'seal\\_noted\\_%%'",
        tables(),
    )
    return {
        found
        for table, name, source in rows
        for found in spoken(table, _plain(name), source)
    }


def declared_by_models() -> set[str]:
    """Keys of everything the models declare in their Meta."""
    found = set()
    for model in our_models():
        table = model._meta.db_table
        found |= {key(table, constraint.name) for constraint in model._meta.constraints}
        for trigger in getattr(model._meta, "triggers", []):
            found |= spoken(table, trigger.name, str(trigger.get_func(model)))
    return found


def spoken(table: str, trigger: str, source: str) -> set[str]:
    names = set(NAMED.findall(source)) or {trigger}
    return {key(table, name, trigger) for name in names}


def _plain(name: str) -> str:
    found = OF_PGTRIGGER.match(name)
    return found[1] if found else name
