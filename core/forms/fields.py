"""Form fields for figures and codes as people type them: full-width digits, thousands marks, a unit behind."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core import codelists
from core.forms.readers import FULL_WIDTH, plain_number, without_hidden
from core.forms.widgets import FastSelect, FastTextInput

NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


class PlainCharField(forms.CharField):
    """A text that is what it looks like: what a chat program or a forger slipped in is dropped."""

    def to_python(self, value: Any) -> str:
        text = without_hidden(
            super().to_python(value), lines=isinstance(self.widget, forms.Textarea)
        )
        return text.strip() if self.strip else text


class CodeField(forms.ChoiceField):
    """One code of an official list, as labelled on the day the form is about."""

    widget = FastSelect

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

    widget = FastSelect

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
            "widget",
            FastTextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
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
            "widget",
            FastTextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
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
