"""Widgets and field sets that render and copy quickly: a sheet of ten people has hundreds."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from core.forms.readers import Unreadable, read_yuan
from core.money import YUAN
from core.web.formats import spelled


def html_attributes(attrs: dict[str, Any]) -> str:
    """Attributes of an element, escaped."""
    return "".join(
        format_html(' {}="{}"', key, key if given is True else given)
        for key, given in attrs.items()
        if given not in (None, False)
    )


class SharedFields(dict):
    """The fields of a form class, copied without deepcopy.

    Each form has its own, and a sheet of ten people has hundreds. Of a copy only the
    widget's attributes, the label, the help and the offered codes are ever changed: the
    rest is shared.
    """

    def __deepcopy__(self, memo: dict) -> dict[str, forms.Field]:
        return {name: _copy_of(field) for name, field in self.items()}


def _copy_of(field: forms.Field) -> forms.Field:
    copy = object.__new__(type(field))
    copy.__dict__.update(field.__dict__)
    copy.widget = object.__new__(type(field.widget))
    copy.widget.__dict__.update(field.widget.__dict__, attrs=field.widget.attrs.copy())
    return copy


def share_fields(form: type[forms.Form]) -> type[forms.Form]:
    """Let the fields of a form class be `SharedFields`."""
    form.base_fields = form.declared_fields = SharedFields(form.base_fields)
    return form


class FastTextInput(forms.TextInput):
    """A text box written directly, for the same reason as `FastSelect`."""

    def render(
        self, name: str, value: Any, attrs: dict | None = None, renderer: Any = None
    ) -> SafeString:
        shown = self.build_attrs(
            self.attrs, {"type": self.input_type, "name": name, **(attrs or {})}
        )
        text = self.format_value(value)
        return mark_safe(
            f"<input{html_attributes(shown if text is None else shown | {'value': text})}>"
        )


def figure_input(mode: str, css: str = "") -> FastTextInput:
    """A text box for figures, not a number box: that one drops what it cannot read."""
    attrs = {"inputmode": mode, "autocomplete": "off"}
    return FastTextInput(attrs=attrs | ({"class": css} if css else {}))


class AmountInput(FastTextInput):
    """A text box for an amount, which is read back beside it: figure and words.

    `asks` sends along what was read back, so that a form knows that it has been seen;
    see `core.forms.amounts`. `amounts.js` keeps both up to date while one types.
    """

    unit = YUAN
    asks = False

    def render(
        self, name: str, value: Any, attrs: dict | None = None, renderer: Any = None
    ) -> SafeString:
        box = super().render(name, value, {"data-amount": self.unit} | (attrs or {}))
        fen = _read(value, self.unit)
        words = "" if fen is None else spelled(fen)
        seen = ""
        if self.asks:
            seen = format_html(
                '<input type="hidden" name="{}" value="{}">',
                read_name(name),
                "" if fen is None else fen,
            )
        shape = '{}{}<span class="amount-read" role="status">{}</span>'
        return format_html(shape, box, seen, words)


def read_name(name: str) -> str:
    """The hidden field that says which amount was read back."""
    return f"{name}-read"


def _read(value: Any, unit: str) -> int | None:
    """The amount in a box; None when it is empty or no amount."""
    try:
        return read_yuan(str(value), unit) if value not in (None, "") else None
    except Unreadable:
        return None


def amount_input(css: str = "") -> AmountInput:
    """The text box of every amount of money."""
    attrs = {"inputmode": "decimal", "autocomplete": "off"}
    return AmountInput(attrs=attrs | ({"class": css} if css else {}))


class FastSelect(forms.Select):
    """Django's select written directly: a sheet of ten people has 2,000 options."""

    # Pairs as they come; Django's property would copy them anew for every field.
    choices: Any = ()

    def render(
        self, name: str, value: Any, attrs: dict | None = None, renderer: Any = None
    ) -> SafeString:
        chosen = (
            set(map(str, value))
            if isinstance(value, (list, tuple))
            else {"" if value is None else str(value)}
        )
        options = "".join(
            f'<option value="{escape(key)}"'
            f"{' selected' if str(key) in chosen else ''}>{escape(label)}</option>"
            for key, label in self.choices
        )
        shown = self.build_attrs(self.attrs, {"name": name, **(attrs or {})})
        return mark_safe(f"<select{html_attributes(shown)}>{options}</select>")
