"""The form in which a person explains a finding."""

from django import forms
from django.utils.translation import gettext_lazy as _

from assessment.findings import EXPLANATION_LIMIT


class ExplanationForm(forms.Form):
    """Why nothing is to be done about a finding."""

    explanation = forms.CharField(
        label=_("Why is nothing to be done?"),
        help_text=_(
            "It is kept with your name. "
            "The finding comes back only when there is a new reason."
        ),
        max_length=EXPLANATION_LIMIT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
