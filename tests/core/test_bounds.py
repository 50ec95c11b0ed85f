"""What is typed meets a bound of the form before it meets the column."""

import inspect
from importlib import import_module
from pkgutil import walk_packages

import pytest
from django import forms
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, models
from rest_framework import serializers

OURS = [
    config.name
    for config in apps.get_app_configs()
    if (settings.BASE_DIR / config.name).is_dir()
]


def _classes(base):
    """Every class of ours of this kind, whatever file it is declared in."""
    found = set()
    for app in OURS:
        for module in walk_packages(import_module(app).__path__, f"{app}."):
            if ".migrations" in module.name or ".management" in module.name:
                continue
            for _name, one in inspect.getmembers(import_module(module.name)):
                if inspect.isclass(one) and issubclass(one, base):
                    found.add(one)
    return sorted(
        (one for one in found if one.__module__.split(".")[0] in OURS),
        key=lambda one: (one.__module__, one.__qualname__),
    )


def _typed(base, kind):
    """(app, name, label, field) of what forms or endpoints take of this kind."""
    has = "base_fields" if base is forms.BaseForm else "_declared_fields"
    for one in _classes(base):
        if one.__module__.startswith("core.web.style"):
            continue  # the page of samples, which stores nothing
        for name, field in getattr(one, has, {}).items():
            if isinstance(field, kind) and not getattr(field, "read_only", False):
                label = f"{one.__module__}.{one.__qualname__}.{name}"
                app = one.__module__.split(".")[0]
                yield pytest.param(app, name, field, id=label)


NUMBERS = [
    *_typed(forms.BaseForm, forms.IntegerField),
    *_typed(serializers.Serializer, serializers.IntegerField),
]


def _columns(app, name, kind):
    """The columns of this name in the app's tables."""
    for model in apps.get_app_config(app).get_models():
        for column in model._meta.fields:
            if column.name == name and isinstance(column, kind):
                yield column


def _refuses(field, value):
    """Whether the field has a sentence for it."""
    try:
        if isinstance(field, forms.Field):
            field.clean(value)
        else:
            field.run_validation(value)
    except (ValidationError, serializers.ValidationError):
        return True
    return False


def test_there_are_fields_to_ask_about():
    assert {one.values[0] for one in NUMBERS} >= {"households", "projects"}


@pytest.mark.django_db
@pytest.mark.parametrize(("app", "name", "field"), NUMBERS)
def test_a_number_is_bounded_as_its_column(app, name, field):
    held = [
        connection.ops.integer_field_range(column.get_internal_type())[1]
        for column in _columns(app, name, models.IntegerField)
    ]
    assert _refuses(field, str(min([2**31 - 1, *held]) + 1))
