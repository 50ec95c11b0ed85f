"""Turning a case back in time, so that a demonstration has a past.

The database refuses this to everyone else: the triggers are switched off here openly, for the length of
one transaction, by the owner of the tables. Never call it outside a demonstration.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import connection, transaction

TABLES = ("core_case", "core_caseevent", "publicity_notice")
DAY = r'^"\d{4}-\d{2}-\d{2}"$'
SHIFTS = (
    "UPDATE core_case SET opened_at = opened_at - %(d)s::interval, step_since = step_since - %(d)s::interval, "
    "closed_at = closed_at - %(d)s::interval WHERE id = %(case)s",
    "UPDATE core_caseevent SET at = at - %(d)s::interval WHERE case_id = %(case)s",
    "UPDATE core_caseevent SET evidence = (SELECT jsonb_object_agg(key, CASE WHEN value::text ~ %(day)s "
    "THEN to_jsonb(((value #>> '{}')::date - %(n)s)::text) ELSE value END) FROM jsonb_each(evidence)) "
    "WHERE case_id = %(case)s AND evidence <> '{}'",
    "UPDATE publicity_notice SET starts_at = starts_at - %(d)s::interval, ends_at = ends_at - %(d)s::interval "
    "WHERE id IN (SELECT notice_id FROM publicity_noticerow WHERE case_id = %(case)s)",
)


def turn_back(case_id: Any, days: int) -> None:
    """Let everything that happened on a case so far have happened `days` earlier."""
    if not settings.DEMO:
        raise RuntimeError("the past is only moved in a demonstration")
    with transaction.atomic(), connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for statement in SHIFTS:
            cursor.execute(statement, {"d": f"{days} days", "n": days, "day": DAY, "case": str(case_id)})
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
