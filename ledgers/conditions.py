"""The conditions of a ledger in the words of its form: a list that is not the whole says so in its heading."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils import translation

from ledgers.declaration import Ledger, Request

NAMED_IN_TITLE = ("region",)


def conditions(ledger: Ledger, request: Request) -> str:
    """What was chosen, as label and value, always in Chinese; empty when the ledger is the whole."""
    if ledger.filter_form is None:
        return ""
    with translation.override("zh-hans"):
        fields = ledger.filter_form(None, request.user).fields
        chosen = {
            name: value
            for name, value in request.filters.items()
            if name not in NAMED_IN_TITLE
        }
        return "；".join(
            f"{fields[name].label}：{_shown(fields[name], value)}"
            for name, value in chosen.items()
        )


def _shown(field: Any, value: Any) -> str:
    labels = {
        str(key): str(label) for key, label in _flat(getattr(field, "choices", ()))
    }
    values = value if isinstance(value, list | tuple) else [value]
    return "、".join(labels.get(str(one), str(one)) for one in values)


def _flat(choices: Any) -> Iterator[tuple[Any, Any]]:
    """Choices without their groups."""
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield key, label
