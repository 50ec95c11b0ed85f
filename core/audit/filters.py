"""Conditions of the audit list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.audit import actions


class AuditFilter(forms.Form):
    """What was done, and by whom."""

    verb = forms.ChoiceField(label=_("Action"), required=False)
    person = forms.CharField(
        label=_("Name of who did it"), max_length=60, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("All")), *actions.choices()]
        verb = self.data.get("verb", "")
        if verb.isprintable() and verb not in dict(choices):
            # A verb of an older version: its entries stay within reach.
            choices.append((verb, verb))
        self.fields["verb"].choices = choices
