"""The filters of a ledger in words, for its heading: a part must not pass for the whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils import translation

from ledgers.declaration import Ledger, LedgerQuery

NAMED_IN_TITLE = ("region",)


def conditions(ledger: Ledger, query: LedgerQuery) -> str:
    """The chosen filters as label and value, always in Chinese; empty without any."""
    if ledger.filter_form is None:
        return ""
    with translation.override("zh-hans"):
        fields = ledger.filter_form(None, query.user).fields
        return "；".join(
            f"{fields[name].label}：{_choice_labels(fields[name], value)}"
            for name, value in query.filters.items()
            if name not in NAMED_IN_TITLE
        )


def _choice_labels(field: Any, value: Any) -> str:
    """The labels of the chosen values; what is no choice is written as it is."""
    choices = _ungrouped(getattr(field, "choices", ()))
    labels = {str(key): str(label) for key, label in choices}
    values = value if isinstance(value, list | tuple) else [value]
    return "、".join(labels.get(str(one), str(one)) for one in values)


def _ungrouped(choices: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield key, label
