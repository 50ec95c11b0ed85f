"""Everything that is wrong with what was sent: said once each, with a way to its field.

`components/error_summary.html` shows it above every form.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.forms import BaseForm, BaseFormSet, BoundField
from django.utils.translation import gettext as _

# A label that asks needs no colon behind it.
ENDS_OF_A_QUESTION = ("？", "?", "！", "!", "。", ".")


@dataclass(frozen=True)
class Mistake:
    """One line of the summary; `anchor` is the id of its field, empty without one."""

    words: str
    anchor: str = ""


def mistakes_of(*forms: Any) -> list[Mistake]:
    """The mistakes of forms and formsets in the order of the page, each sentence once."""
    found: dict[str, Mistake] = {}
    for form in forms:
        if not getattr(form, "is_bound", False):
            continue  # nothing was sent, or the page has no such form
        lines = _of_rows if isinstance(form, BaseFormSet) else _of_form
        for mistake in lines(form):
            found.setdefault(mistake.words, mistake)
    return list(found.values())


def labelled(label: Any, error: Any) -> str:
    """`Label：error`; after a question only a space, never «？：»."""
    label = str(label or "").rstrip("：: ")
    if not label:
        return str(error)
    gap = " " if label.endswith(ENDS_OF_A_QUESTION) else "："
    return f"{label}{gap}{error}"


def anchor_of(bound: BoundField) -> str:
    """The id that leads to a field; a group of boxes has it on its frame."""
    return "" if bound.is_hidden else bound.id_for_label or bound.auto_id


def _of_form(form: BaseForm) -> Iterator[Mistake]:
    for error in form.non_field_errors():
        yield Mistake(str(error))
    for bound in form:
        # Nobody has seen the name of a hidden field.
        label = "" if bound.is_hidden else bound.label
        for error in bound.errors:
            yield Mistake(labelled(label, error), anchor_of(bound))


def _of_rows(formset: BaseFormSet) -> Iterator[Mistake]:
    for error in formset.non_form_errors():
        yield Mistake(str(error))
    for number, row in enumerate(formset.forms, 1):
        # A row that is taken out is not judged either.
        if formset.can_delete and formset._should_delete_form(row):
            continue
        for mistake in _of_form(row):
            words = _("Row %(number)s, %(error)s")
            said = words % {"number": number, "error": mistake.words}
            yield Mistake(said, mistake.anchor)
