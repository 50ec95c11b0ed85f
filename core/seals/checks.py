"""Checks that derive anew what is kept; each app registers its own in `ready()`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from core import attachments


@dataclass(frozen=True)
class Finding:
    """One row that is not what it was; the field where it is known. No values: they
    may be personal."""

    table: str
    row: str
    what: str
    field: str = ""

    def __str__(self) -> str:
        place = f"{self.table} {self.row}"
        return (
            f"{place} {self.field}: {self.what}"
            if self.field
            else (f"{place}: {self.what}")
        )


Check = Callable[[], Iterator[Finding]]
_checks: dict[str, Check] = {}


def register_check(name: str, check: Check) -> None:
    """Let `manage.py verify` and the nightly job run a check."""
    _checks[name] = check


def names() -> list[str]:
    return list(_checks)


def findings(only: str = "") -> Iterator[Finding]:
    """What the checks find, or one of them."""
    for name, check in _checks.items():
        if only in ("", name):
            yield from check()


def stored_files() -> Iterator[Finding]:
    """Files that are missing, cut or not what was filed."""
    for attachment, fault in attachments.faults():
        yield Finding("core_attachment", str(attachment.pk), f"file {fault}")


def register() -> None:
    register_check("files", stored_files)
