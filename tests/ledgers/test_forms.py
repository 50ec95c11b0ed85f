"""What was chosen before a ledger is shown: filled in, and understood."""

from __future__ import annotations

import pytest
from django import forms

from ledgers.forms import ScopeForm, chosen_filters
from tests import factories


class Filters(forms.Form):
    name = forms.CharField(required=False)
    year = forms.IntegerField(required=False)
    kinds = forms.MultipleChoiceField(choices=[("a", "A"), ("b", "B")], required=False)


@pytest.mark.parametrize(
    ("sent", "chosen"),
    [
        ({}, {}),
        ({"name": "桥", "year": ""}, {"name": "桥"}),
        ({"year": "0", "kinds": []}, {"year": 0}),
        ({"kinds": ["a", "b"], "year": "x"}, {"kinds": ["a", "b"]}),
    ],
)
def test_only_filters_that_were_filled_in_without_a_mistake_count(sent, chosen):
    assert chosen_filters(Filters(sent)) == chosen


def test_a_ledger_without_filters_has_none_chosen():
    assert chosen_filters(None) == {}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "region"),
    [
        ("", factories.VILLAGE),
        (factories.VILLAGE, factories.VILLAGE),
        (factories.SIBLING_VILLAGE, None),
        (factories.COUNTY, None),
    ],
)
def test_the_place_is_one_of_the_persons_own(cadre, typed, region):
    form = ScopeForm(
        {"region": typed},
        user=cadre,
        permission="households.view_household",
        default=factories.VILLAGE,
    )
    assert form.is_valid() == (region is not None)
    assert form.cleaned_data.get("region") == region
