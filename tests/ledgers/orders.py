"""Order the file of a ledger as a person would."""

from __future__ import annotations

from typing import Any

from core.jobs.models import Job
from ledgers.declaration import LedgerQuery, ledger_named
from ledgers.export import order_export
from tests import factories


def order_file(
    slug: str, by: Any, region_code: str, *, purpose: str = "", **values: Any
) -> Job:
    """The job of an export; `values` are those of the query."""
    values = {"filters": {}, "on": factories.TODAY} | values
    query = LedgerQuery(user=by, region_code=region_code, **values)
    ledger = ledger_named(slug)
    assert ledger is not None
    return order_export(ledger=ledger, query=query, purpose=purpose)
