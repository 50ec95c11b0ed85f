"""Amounts are read back before they count, and doubted when out of proportion.

500000 typed into a box of 10,000 yuan is five billion. Every box of an amount shows what
it read (`widgets.AmountInput`). A form that `ReadsBack` is not carried out before each
of its amounts has been shown so: with JavaScript while one types, without it on the page
that comes back. What is out of proportion is asked about once in any case.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import codelists
from core.forms.fields import YuanField
from core.forms.widgets import read_name
from core.web.formats import spelled

SEEN = "amounts-seen"  # the hidden field that names what was asked about
PROPORTION = "proportion"  # the code list of what is out of proportion

_MORE = gettext_lazy(
    "%(amount)s is more than %(times)d times %(known)s (%(what)s): "
    "check the figure and its unit."
)
_LESS = gettext_lazy(
    "%(amount)s is less than one part in %(times)d of %(known)s (%(what)s): "
    "check the figure and its unit."
)


@dataclass(frozen=True)
class Amount:
    """One amount of a form: its label, its sum, and whether it has been read back."""

    label: str
    fen: int
    is_read: bool

    def __str__(self) -> str:
        return f"{self.label}：{spelled(self.fen)}"


class ReadsBack(forms.Form):
    """A form whose amounts are read back before it is carried out."""

    data: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for _name, box in self._boxes():
            box.widget.asks = True

    def amounts(self) -> list[Amount]:
        """Each amount that was typed, in the order of the form."""
        return [
            Amount(str(field.label), fen, self._was_read(name, fen))
            for name, field in self._boxes()
            if (fen := self.cleaned_data.get(name))
        ]

    def doubts(self) -> list[str]:
        """What is out of proportion to what is known, as sentences."""
        return []

    def _boxes(self) -> Iterator[tuple[str, YuanField]]:
        for name, field in self.fields.items():
            if isinstance(field, YuanField):
                yield name, field

    def _was_read(self, name: str, fen: int) -> bool:
        return self.data.get(read_name(self.add_prefix(name))) == str(fen)


@dataclass(frozen=True)
class Questions:
    """What a page asks before it acts; `mark` names it in the answer."""

    amounts: list[Amount]
    doubts: list[str]
    mark: str


def questions_of(judged: Iterable[Any], sent: Mapping[str, Any]) -> Questions | None:
    """What is still to be read back or doubted in valid forms; None when nothing is."""
    asked = [form for form in _forms_in(judged) if isinstance(form, ReadsBack)]
    amounts = [amount for form in asked for amount in form.amounts()]
    doubts = [words for form in asked for words in form.doubts()]
    mark = _mark(amounts, doubts)
    if sent.get(SEEN) == mark:
        return None
    unread = [amount for amount in amounts if not amount.is_read]
    return Questions(unread, doubts, mark) if unread or doubts else None


def doubt(code: str, fen: int | None, known: Iterable[int | None]) -> list[str]:
    """Why an amount is out of proportion to what is known; empty when it is not.

    `code` is that of the list `proportion`: `times` is how many times the largest or
    the smallest of the known amounts it may be, `alone` in yuan what is large anyhow.
    """
    bound = codelists.item(PROPORTION, code)
    if bound is None or not fen:
        return []
    amounts = [amount for amount in known if amount]
    times, alone = bound.attributes["times"], bound.attributes.get("alone")
    said = {"amount": spelled(fen), "times": times, "what": bound.label}
    if not amounts:
        words = _("%(amount)s is very much: check the figure and its unit.")
        return [words % said] if alone and fen > alone * 100 else []
    if fen > max(amounts) * times:
        words, compared = _MORE, max(amounts)
    elif fen * times < min(amounts):
        words, compared = _LESS, min(amounts)
    else:
        return []
    return [words % (said | {"known": spelled(compared)})]


def _forms_in(judged: Iterable[Any]) -> Iterator[Any]:
    """The forms, those of formsets too that are neither empty nor taken out."""
    for one in judged:
        if isinstance(one, forms.BaseFormSet):
            yield from (form for form in one.forms if form.cleaned_data)
        else:
            yield one


def _mark(amounts: list[Amount], doubts: list[str]) -> str:
    text = "|".join([*map(str, amounts), *doubts])
    return hashlib.sha256(text.encode()).hexdigest()[:16]
