"""The kinds of case there are; apps register theirs in `AppConfig.ready`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from core.cases.models import Case


@dataclass(frozen=True)
class Signer:
    """A person of the subject who may sign for it, from a day on (coming of age)."""

    key: str
    words: str
    since: dt.date


@dataclass(frozen=True)
class CaseKind:
    """What the engine must know of a kind of case to list it, show it and guard it."""

    slug: str
    label: Any
    permission: str
    number_prefix: str
    subject_url: Callable[[Case], str]
    panel_url: Callable[[Case], str] | None = None
    refreeze: Callable[[Case], dict[str, Any]] | None = None
    signers: Callable[[Case], list[Signer]] | None = None


_kinds: dict[str, CaseKind] = {}


def register_kind(kind: CaseKind) -> None:
    """Add a kind of case; call it in `AppConfig.ready`."""
    _kinds[kind.slug] = kind


def kinds() -> list[CaseKind]:
    return list(_kinds.values())


def kind_named(slug: str) -> CaseKind:
    return _kinds[slug]


def kind_of(case: Case) -> CaseKind:
    return _kinds[case.kind]


def signers_of(case: Case) -> list[Signer]:
    """Who may sign for the subject of the case; nobody where its kind has no people."""
    signers = kind_of(case).signers
    return signers(case) if signers else []
