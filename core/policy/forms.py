"""Forms for the county's own figures."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from psycopg2.extras import DateRange

from core.forms.fields import DayField
from core.policy.parameters import DOCUMENT_LIMIT
from core.policy.values import clean_value, describe_format
from core.refusals import REASON_LIMIT, Refused


class ParameterForm(forms.Form):
    """A figure, from when it holds, and on what basis."""

    value = forms.CharField(label=_("New value"))
    first_day = DayField(label=_("In force from"), required=True)
    last_day = DayField(
        label=_("Last day"),
        help_text=_("Empty: until the county sets another figure."),
    )
    document = forms.CharField(
        label=_("Document that sets it"),
        max_length=DOCUMENT_LIMIT,
        help_text=_("Name and number of the paper."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=REASON_LIMIT,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, spec: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.spec = spec
        self.fields["value"] = _value_field(spec)

    def clean_value(self) -> Any:
        try:
            return clean_value(self.spec, self.cleaned_data["value"])
        except Refused as refusal:
            raise ValidationError(
                _("Write %(form)s.") % {"form": describe_format(self.spec)}
            ) from refusal

    def clean(self) -> dict[str, Any]:
        first, last = (
            self.cleaned_data.get("first_day"),
            self.cleaned_data.get("last_day"),
        )
        if first and last and last < first:
            self.add_error("last_day", _("The last day lies before the first."))
        if first and last == dt.date.max:
            self.add_error("last_day", _("Leave it empty when there is no last day."))
        return self.cleaned_data

    @property
    def period(self) -> DateRange:
        """From the first day to the one after the last."""
        last = self.cleaned_data["last_day"]
        return DateRange(
            self.cleaned_data["first_day"], last and last + dt.timedelta(days=1)
        )


class AnswerForm(forms.Form):
    """Why not; it stays with the proposal."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=REASON_LIMIT,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def _value_field(spec: dict[str, Any]) -> forms.Field:
    """The box for a value of this type; `clean_value` judges it in every case."""
    kind, label, hint = spec["type"], _("New value"), describe_format(spec)
    if kind in ("yuan", "int"):
        attrs: dict[str, Any] = {"step": 1}
        attrs |= {name: spec[name] for name in ("min", "max") if name in spec}
        return forms.CharField(
            label=label,
            help_text=hint,
            widget=forms.NumberInput(attrs=attrs),
        )
    if kind == "choice":
        choices: dict[str, Any] = {"": _("please choose"), **spec["choices"]}
        return forms.ChoiceField(label=label, choices=list(choices.items()))
    if kind == "date":
        return DayField(label=label, required=True)
    return forms.CharField(label=label, help_text=hint, max_length=DOCUMENT_LIMIT)
