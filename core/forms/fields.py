"""Form fields for figures and codes as people type them: full-width digits, thousands marks, a unit behind."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from core import codelists
from households.identity import FULL_WIDTH

UNITS = re.compile(r"(亩|公里|千米|平方米|平米|㎡|元|人民币|个月|月|年)$")
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def plain_number(value: Any) -> str:
    """`１，２００ 元` → `1200`."""
    text = re.sub(r"[\s,，￥¥]", "", str(value).translate(FULL_WIDTH))
    return UNITS.sub("", text)


def written(attrs: dict[str, Any]) -> str:
    """Attributes of an element, escaped."""
    return "".join(
        format_html(' {}="{}"', key, key if given is True else given)
        for key, given in attrs.items()
        if given not in (None, False)
    )


class Fields(dict):
    """The fields of a form class, which copy quickly: each form has its own, and a sheet of ten people has hundreds.

    Of a copy only the widget's attributes, the label, the help and the offered codes are ever changed: the rest is
    shared.
    """

    def __deepcopy__(self, memo: dict) -> dict[str, forms.Field]:
        return {name: _twin(field) for name, field in self.items()}


def _twin(field: forms.Field) -> forms.Field:
    twin = object.__new__(type(field))
    twin.__dict__.update(field.__dict__)
    twin.widget = object.__new__(type(field.widget))
    twin.widget.__dict__.update(field.widget.__dict__, attrs=field.widget.attrs.copy())
    return twin


def copied_quickly(form: type[forms.Form]) -> type[forms.Form]:
    """Let the fields of a form class be `Fields`."""
    form.base_fields = form.declared_fields = Fields(form.base_fields)
    return form


class PlainText(forms.TextInput):
    """A text box written directly, for the same reason as `PlainSelect`."""

    def render(
        self, name: str, value: Any, attrs: dict | None = None, renderer: Any = None
    ) -> SafeString:
        shown = self.build_attrs(
            self.attrs, {"type": self.input_type, "name": name, **(attrs or {})}
        )
        text = self.format_value(value)
        return mark_safe(
            f"<input{written(shown if text is None else shown | {'value': text})}>"
        )


class PlainSelect(forms.Select):
    """The same options as Django's select, written directly: a sheet of ten people has two thousand of them."""

    choices: Any = ()  # pairs as they come; Django's property would go through them anew for every field

    def render(
        self, name: str, value: Any, attrs: dict | None = None, renderer: Any = None
    ) -> SafeString:
        chosen = (
            set(map(str, value))
            if isinstance(value, (list, tuple))
            else {"" if value is None else str(value)}
        )
        options = "".join(
            f'<option value="{escape(key)}"{" selected" if str(key) in chosen else ""}>{escape(label)}</option>'
            for key, label in self.choices
        )
        shown = self.build_attrs(self.attrs, {"name": name, **(attrs or {})})
        return mark_safe(f"<select{written(shown)}>{options}</select>")


class CodeField(forms.ChoiceField):
    """One code of an official list, as labelled on the day the form is about."""

    widget = PlainSelect

    def __init__(self, name: str, **kwargs: Any) -> None:
        self.list_name = name
        kwargs.setdefault("required", False)
        super().__init__(**kwargs)

    def offer(self, on: dt.date, kept: Any = None, only: Any = None) -> None:
        """Fill the options; a stored code that is no longer offered stays choosable."""
        choices = [
            pair
            for pair in codelists.choices(self.list_name, on)
            if only is None or only(pair[0])
        ]
        if kept and kept not in dict(choices):
            choices.append((kept, codelists.label(self.list_name, kept, on)))
        self._choices = self.widget.choices = [("", "—"), *choices]


class CodesField(forms.MultipleChoiceField):
    """Several codes of an official list, as boxes to tick."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, name: str, **kwargs: Any) -> None:
        self.list_name = name
        kwargs.setdefault("required", False)
        super().__init__(**kwargs)

    def offer(self, on: dt.date, kept: Any = None, only: Any = None) -> None:
        choices = codelists.choices(self.list_name, on)
        known = dict(choices)
        self.choices = [
            *choices,
            *(
                (c, codelists.label(self.list_name, c, on))
                for c in kept or []
                if c not in known
            ),
        ]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return set(initial or []) != set(data or [])


class YesNoField(forms.TypedChoiceField):
    """Yes, no, or not filled in: three different answers."""

    widget = PlainSelect

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        choices = [("", "—"), ("1", _("yes")), ("0", _("no"))]
        super().__init__(
            choices=choices,
            coerce=lambda value: value == "1",
            empty_value=None,
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        return (
            {True: "1", False: "0"}.get(value, value)
            if isinstance(value, bool)
            else value
        )

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class FigureField(forms.DecimalField):
    """An amount of something: not negative, two places, typed as people type."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("min_value", 0)
        kwargs.setdefault("max_digits", 8)
        kwargs.setdefault("decimal_places", 2)
        kwargs.setdefault(
            "widget", PlainText(attrs={"inputmode": "decimal", "autocomplete": "off"})
        )
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Decimal | None:
        if value in self.empty_values:
            return None
        text = plain_number(value)
        if not NUMBER.fullmatch(text):
            raise ValidationError(
                _(
                    "Enter a number, for example 3.5; leave it empty if it was not asked."
                ),
                code="number",
            )
        return super().to_python(text)

    def widget_attrs(self, widget: forms.Widget) -> dict:
        return {}


class YuanField(FigureField):
    """Yuan on the page, whole fen in the register."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=12, **kwargs)

    def clean(self, value: Any) -> int | None:
        amount = super().clean(value)
        return None if amount is None else int(amount * 100)

    def prepare_value(self, value: Any) -> Any:
        return (
            f"{Decimal(value) / 100:.2f}".removesuffix(".00")
            if isinstance(value, int)
            else value
        )

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class CountField(forms.IntegerField):
    """A whole number, typed as people type."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("min_value", 0)
        kwargs.setdefault(
            "widget", PlainText(attrs={"inputmode": "numeric", "autocomplete": "off"})
        )
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> int | None:
        return (
            super().to_python(plain_number(value))
            if value not in self.empty_values
            else None
        )

    def widget_attrs(self, widget: forms.Widget) -> dict:
        return {}


class DayField(forms.DateField):
    """A day; also 2026.3.1 and 2026年3月1日 as office tables have it."""

    default_error_messages = {
        "invalid": _(
            "There is no such day; enter it as year, month, day, for example 2026-3-1."
        )
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d"))
        kwargs.setdefault(
            "input_formats",
            ["%Y-%m-%d", "%Y.%m.%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y%m%d"],
        )
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> dt.date | None:
        return super().to_python(
            str(value).translate(FULL_WIDTH).replace(" ", "")
            if isinstance(value, str)
            else value
        )
