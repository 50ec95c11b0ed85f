"""Prepare audit entries for reading: the target with its page, the changes in words."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field
from django.urls import NoReverseMatch, reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.audit import actions
from core.audit.models import AuditEntry
from core.cases import engine
from core.cases.models import Case
from core.permissions import VIEW_CASE
from core.web.formats import minute, yuan

CASE = re.compile(r"core\.case:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")
_pages: dict[str, tuple[str, str]] = {"core.case": ("core:case", VIEW_CASE)}
_labels: dict[str, Any] = {
    "approved_by": gettext_lazy("approved by"),
    "from": gettext_lazy("from"),
    "key": gettext_lazy("parameter"),
    "kind": gettext_lazy("kind"),
    "name": gettext_lazy("name"),
    "number": gettext_lazy("number"),
    "on": gettext_lazy("day"),
    "purpose": gettext_lazy("purpose"),
    "reason": gettext_lazy("reason"),
    "region": gettext_lazy("region code"),
    "state": gettext_lazy("state"),
    "status": gettext_lazy("state"),
    "step": gettext_lazy("step"),
    "subject": gettext_lazy("belongs to"),
    "to": gettext_lazy("until"),
    "value": gettext_lazy("value"),
    "version": gettext_lazy("version"),
}
_formatters: dict[str, Callable[[Any], str]] = {
    "role": engine.role_label,
    "subject": actions.target_label,
}


def link_targets(pages: dict[str, tuple[str, str]]) -> None:
    """Add model label → (URL name of its page, permission); call it in `AppConfig.ready`."""
    _pages.update(pages)


def name_facts(
    labels: dict[str, Any], formatters: dict[str, Callable[[Any], str]] | None = None
) -> None:
    """Add labels of the keys of `before` and `after`, and formatters of their values."""
    _labels.update(labels)
    _formatters.update(formatters or {})


def is_fact(key: str) -> bool:
    return key in _labels


def pages() -> dict[str, tuple[str, str]]:
    return dict(_pages)


@dataclass(frozen=True)
class EntryRow:
    """One row of the page; `facts` are (label, value, note) as components/facts.html shows them."""

    entry: AuditEntry
    target: str
    url: str
    facts: list[tuple[str, str, str]]


def entry_rows(entries: Iterable[AuditEntry], user: Any) -> list[EntryRow]:
    """The entries in words; the cases among them are read at once, whatever their number."""
    entries = list(entries)
    # Cases are named by their number, read at once whatever the number of entries.
    found = [CASE.fullmatch(entry.target) for entry in entries]
    cases = Case.objects.in_bulk({UUID(match[1]) for match in found if match})
    return [
        _row(entry, user, cases.get(UUID(m[1])) if m else None)
        for entry, m in zip(entries, found, strict=True)
    ]


def target_of(entry: AuditEntry, user: Any) -> tuple[str, str]:
    """The target in words, and its address when the reader may open it there."""
    label, _colon, key = entry.target.partition(":")
    url, permission = _pages.get(label, ("", ""))
    try:
        address = (
            reverse(url, args=[key])
            if url and user.can(permission, entry.region_code)
            else ""
        )
    except (
        NoReverseMatch
    ):  # A key of another shape: entries stay for ever, whatever becomes of keys.
        address = ""
    return actions.target_label(entry.target), address


def _row(entry: AuditEntry, user: Any, case: Case | None) -> EntryRow:
    words, url = target_of(entry, user)
    return EntryRow(
        entry,
        f"{words.split(' …')[0]} {case.number}" if case else words,
        url,
        _facts(entry, case),
    )


def _facts(entry: AuditEntry, case: Case | None) -> list[tuple[str, str, str]]:
    facts = []
    for key in dict.fromkeys([*entry.before, *entry.after]):
        field = _field(entry.target, key)
        before, after = (
            _value(key, side.get(key), field, case)
            for side in (entry.before, entry.after)
        )
        note = _("before: %(value)s") % {"value": before} if before else ""
        facts.append((_label(key, field), after, note))
    return facts


def _field(target: str, key: str) -> Field | None:
    try:
        return apps.get_model(target.partition(":")[0])._meta.get_field(key)
    except (LookupError, ValueError, FieldDoesNotExist):
        return None


def _label(key: str, field: Field | None) -> str:
    label = _labels.get(key) or getattr(field, "verbose_name", key)
    return str(label)


def _value(key: str, value: Any, field: Field | None, case: Case | None) -> str:
    """A value in words: choices and steps by name, yuan, local time."""
    if value is None or value == "" or value == "None":
        return ""
    # Only the case itself knows the names of its steps: they are a copy of the policy.
    if key == "step" and case:
        return next(
            (step["name"] for step in case.steps if step["key"] == value),
            _value_words(value),
        )
    if key == "kind" and case:
        return str(engine.kind_of(case).label)
    if key in _formatters:
        return str(_formatters[key](value))
    if choices := dict(getattr(field, "flatchoices", ())):
        return str(choices.get(value, value))
    if key.endswith("_fen") and str(value).lstrip("-").isdigit():
        return yuan(value)
    return _value_words(value)


def _value_words(value: Any) -> str:
    if value in ("True", "False"):
        value = value == "True"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return "、".join(_value_words(item) for item in value)
    if isinstance(value, dict):
        pairs = (
            f"{_label(key, None)}: {_value_words(item)}" for key, item in value.items()
        )
        return "; ".join(pairs)
    moment = _moment(value) if isinstance(value, str) else None
    return minute(moment) if moment else str(value)


def _moment(text: str) -> dt.datetime | None:
    try:
        moment = parse_datetime(text) if len(text) > len("2020-01-01") else None
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None
