"""The form in which a person explains a finding."""

from django import forms
from django.utils.translation import gettext_lazy as _

from assessment.findings import EXPLANATION_LIMIT


class ExplanationForm(forms.Form):
    """Why nothing is to be done about a finding."""

    explanation = forms.CharField(
        label=_("explanation"),
        max_length=EXPLANATION_LIMIT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
