"""What is alike is asked once: fields of one type on a page, rows of one address."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from itertools import groupby
from typing import Any
from unittest import mock

from django import forms
from django.forms.forms import BaseForm

from tests.authz.rows import Row


def by_address(rows: Iterable[Row]) -> list[list[Row]]:
    """Gather the rows of one address and method: they differ in a declaration only."""

    def address(row: Row) -> tuple[str, str]:
        return row.name, row.method

    return [list(same) for _, same in groupby(sorted(rows, key=address), address)]


@contextmanager
def field_types() -> Iterator[dict[str, Any]]:
    """Note the type of every field of the forms that are made meanwhile, by its full name."""
    types: dict[str, Any] = {}
    real = BaseForm.__init__

    def make(form: BaseForm, *args: Any, **kwargs: Any) -> None:
        real(form, *args, **kwargs)
        for name, field in form.fields.items():
            types[form.add_prefix(name)] = _type_of(form, name, field)

    with mock.patch.object(BaseForm, "__init__", make):
        yield types


def _type_of(form: BaseForm, name: str, field: forms.Field) -> Any:
    """Fields of one type have the same class, widget and validators; one cleaned apart has none."""
    if hasattr(form, f"clean_{name}"):
        return form.add_prefix(name)
    validators = tuple(sorted(type(each).__name__ for each in field.validators))
    return type(field), type(field.widget), validators, field.required


def is_free_text(kind: Any) -> bool:
    """Whether every text is a value of this type; each such filter searches in its own way."""
    return isinstance(kind, tuple) and kind[0] is forms.CharField


def one_of_each(
    names: Collection[str], types: dict[str, Any], *, text_apart: bool = False
) -> list[str]:
    """Return one name of each type; a name that no form knows is a type of its own."""
    chosen: dict[Any, str] = {}
    for name in sorted(names):
        kind = types.get(name, name)
        chosen.setdefault(name if text_apart and is_free_text(kind) else kind, name)
    return sorted(chosen.values())
