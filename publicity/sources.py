"""Where the cells of a notice row come from; apps register theirs by kind of case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core.cases import engine
from core.cases.models import Case

# A case that keeps its row in its frozen snapshot under this key needs no source of its own.
SNAPSHOT_KEY = "notice_row"


@dataclass(frozen=True)
class Source:
    """What a list of such cases is called (`退出贫困户`), and the cells of one of them."""

    subject: str
    cells: Callable[[Case], dict[str, Any]]


_sources: dict[str, Source] = {}


def register_source(case_kind: str, source: Source) -> None:
    """State what a notice about this kind of case shows; keys as in `publicity.columns`."""
    _sources[case_kind] = source


def source_of(case: Case) -> Source:
    """The registered source of the kind of case, else its own snapshot."""
    if case.kind in _sources:
        return _sources[case.kind]
    return Source(str(engine.kind_of(case).label), from_snapshot)


def from_snapshot(case: Case) -> dict[str, Any]:
    """The row frozen with the facts when the case was proposed."""
    return dict(case.snapshot.get(SNAPSHOT_KEY, {}))
