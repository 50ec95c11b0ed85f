"""Form fields over the strict readers: figures, amounts, days, codes, telephones, text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import codelists
from core.forms.readers import (
    Unreadable,
    read_day,
    read_number,
    read_office_phone,
    read_phone,
    read_yuan,
    without_hidden,
)
from core.forms.widgets import FastSelect, amount_input, figure_input
from core.money import MAX_FEN, WAN, YUAN, plain_amount

# What a column of whole numbers holds; beyond it the database has no sentence.
MOST_COUNTED = 2**31 - 1
FIRST_PLANNED, LAST_PLANNED = dt.date(2000, 1, 1), dt.date(2100, 12, 31)


class PlainCharField(forms.CharField):
    """A text without hidden characters, which chat programs and forgers slip in."""

    def to_python(self, value: Any) -> str:
        text = without_hidden(
            super().to_python(value), lines=isinstance(self.widget, forms.Textarea)
        )
        return text.strip() if self.strip else text


class PhoneField(PlainCharField):
    """A telephone in digits; of an `office` also with an extension, or a hotline."""

    def __init__(self, *, office: bool = False, **kwargs: Any) -> None:
        self.read = read_office_phone if office else read_phone
        kwargs.setdefault("required", False)
        kwargs.setdefault("max_length", 30)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value)
        if not typed:
            return typed
        try:
            return self.read(typed)
        except Unreadable as error:
            raise ValidationError(str(error), code="phone") from error

    def widget_attrs(self, widget: forms.Widget) -> dict:
        return super().widget_attrs(widget) | {"inputmode": "tel"}


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
        choices = [("", "—"), ("1", gettext_lazy("yes")), ("0", gettext_lazy("no"))]
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
    """An amount of something, not negative, two decimals; `units` may stand behind."""

    def __init__(self, *, units: Sequence[str] = (), **kwargs: Any) -> None:
        self.units = units
        kwargs.setdefault("required", False)
        kwargs.setdefault("min_value", 0)
        kwargs.setdefault("max_digits", 8)
        kwargs.setdefault("decimal_places", 2)
        kwargs.setdefault("widget", figure_input("decimal"))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Decimal | None:
        if value in self.empty_values:
            return None
        try:
            return read_number(str(value), self.units)
        except Unreadable as error:
            raise ValidationError(str(error), code="number") from error

    def widget_attrs(self, widget: forms.Widget) -> dict:
        return {}


class CountField(forms.IntegerField):
    """A whole number as people type it; one of `units` may stand behind."""

    def __init__(self, *, units: Sequence[str] = (), **kwargs: Any) -> None:
        self.units = units
        kwargs.setdefault("required", False)
        kwargs.setdefault("min_value", 0)
        kwargs.setdefault("max_value", MOST_COUNTED)
        kwargs.setdefault("widget", figure_input("numeric"))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values:
            return None
        try:
            number = str(read_number(str(value), self.units))
        except Unreadable:
            number = str(value)  # Django has the sentence for what is no whole number
        return super().to_python(number)

    def widget_attrs(self, widget: forms.Widget) -> dict:
        return {}


class YuanField(forms.CharField):
    """Typed in yuan or 10,000 yuan (`unit`), cleaned to whole fen, not negative."""

    def __init__(
        self, *, unit: str = YUAN, least: int = 0, most: int = MAX_FEN, **kwargs: Any
    ) -> None:
        self.unit, self.least, self.most = unit, least, most
        kwargs.setdefault("widget", amount_input(css="num"))
        super().__init__(**kwargs)
        self.widget.unit = unit

    @property
    def unit_label(self) -> str:
        """What stands behind the box: an amount never stands without its unit."""
        return _("10,000 yuan") if self.unit == WAN else _("yuan")

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            fen = read_yuan(text, self.unit, self.most)
        except Unreadable as error:
            raise ValidationError(str(error), code="amount") from error
        if fen < self.least:
            raise ValidationError(_("The amount must be more than 0."), code="amount")
        return fen

    def prepare_value(self, value: Any) -> Any:
        return plain_amount(value, self.unit) if isinstance(value, int) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class DayField(forms.DateField):
    """A day; also 2026.3.1 and 2026年3月1日 as office tables have it."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d"))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> dt.date | None:
        if not isinstance(value, str) or value in self.empty_values:
            return super().to_python(value)
        try:
            return read_day(value)
        except Unreadable as error:
            raise ValidationError(str(error), code="invalid") from error


class PlanDayField(DayField):
    """A day of a plan or a paper: a slip in the year is said at once."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", True)
        super().__init__(**kwargs)

    def clean(self, value: Any) -> dt.date | None:
        day = super().clean(value)
        if day and not FIRST_PLANNED <= day <= LAST_PLANNED:
            raise ValidationError(
                _("Look at the year: it lies between 2000 and 2100."), code="year"
            )
        return day
