"""What a person chooses before a ledger is shown or written."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.scope import valid_region_code


class ScopeForm(forms.Form):
    """The region of a ledger; empty means the widest place of the person."""

    region = forms.CharField(
        label=_("Region"), required=False, validators=[valid_region_code]
    )

    def __init__(self, *args: Any, default: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.default = default

    def clean_region(self) -> str:
        return self.cleaned_data["region"] or self.default


class PurposeForm(forms.Form):
    """Whether full numbers are written, and for which purpose."""

    full = forms.BooleanField(label=_("With full document numbers"), required=False)
    purpose = forms.CharField(
        label=_("Purpose (recorded)"), required=False, max_length=200
    )


def chosen_filters(form: Any) -> dict[str, Any]:
    """The filters of a ledger's form that were filled in; those with a mistake are not.

    `form` is None for a ledger without filters.
    """
    if form is None:
        return {}
    form.is_valid()
    return {
        name: value
        for name, value in form.cleaned_data.items()
        if value not in (None, "", [])
    }
