"""Days are read by one strict reader in every form: «2026 1 11» is no 1 November."""

import importlib
from pathlib import Path

import pytest
from django import forms
from django.conf import settings

from core.forms.fields import DayField

ROOT = Path(settings.BASE_DIR)


def all_forms():
    """Every form class of ours, wherever it is written."""
    for path in ROOT.glob("*/**/*forms.py"):
        if path.parts[len(ROOT.parts)] not in ("tests", ".venv", "node_modules"):
            importlib.import_module(
                ".".join(path.relative_to(ROOT).with_suffix("").parts)
            )
    waiting, found = [forms.Form], set()
    while waiting:
        below = waiting.pop().__subclasses__()
        waiting += below
        found.update(one for one in below if not one.__module__.startswith("tests"))
    return found


def loose(form_class):
    return [
        name
        for name, field in form_class.base_fields.items()
        if isinstance(field, forms.DateField) and not isinstance(field, DayField)
    ]


def test_every_day_in_a_form_goes_through_the_strict_reader():
    ours = [one for one in all_forms() if not one.__module__.startswith("django")]
    assert len(ours) > 20
    assert [(one.__name__, loose(one)) for one in ours if loose(one)] == []


def test_control_a_loose_field_is_found():
    class Loose(forms.Form):
        on = forms.DateField()

    assert loose(Loose) == ["on"]


@pytest.mark.parametrize("typed", ["2026 1 11", "1.11", "11/1/2026", "2026-02-30"])
def test_what_is_not_certain_is_refused(typed):
    with pytest.raises(forms.ValidationError, match="年、月、日"):
        DayField().clean(typed)
