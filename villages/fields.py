"""The field of a place: typed as a name or a code, or chosen from the picker."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.actors import Actor
from core.forms.readers import half_width
from core.scope import valid_region_code
from villages.models import Region
from villages.picker import code_of

LONGEST = 60


class PlaceField(forms.CharField):
    """A place, cleaned to its code; an unknown one is a sentence.

    `permission` and `level` narrow the places whose names are read. Names are read for
    the person of `for_person`; without one only codes are.
    """

    is_place = True  # its box is the place picker

    def __init__(self, *, permission: str = "", level: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("max_length", LONGEST)
        super().__init__(**kwargs)
        self.asked = {"scope": "1", "permission": permission, "level": level}
        self.person: Actor | None = None

    def for_person(self, person: Actor) -> None:
        """Among whose places a name is looked for."""
        self.person = person

    def clean(self, value: Any) -> str:
        text = half_width(super().clean(value))
        if not text:
            return ""
        if valid_region_code.regex.match(text):
            if Region.objects.filter(code=text).exists():
                return text
        elif self.person is not None:
            code, problem = code_of(self.person, text, self.asked)
            if code:
                return code
            raise _unreadable(problem)
        raise _unreadable(no_place(text))

    def name_of(self, value: Any) -> str:
        """The name of the place that stands in the box; empty while it is none."""
        code = str(value or "")
        is_code = valid_region_code.regex.match(code)
        return Region.objects.names([code]).get(code, "") if is_code else ""


def _unreadable(words: str) -> ValidationError:
    """The error with its words as a parameter: a % that was typed is no format."""
    return ValidationError("%(words)s", code="place", params={"words": words})


class PlaceFilter(django_filters.CharFilter):
    """The place of a list."""

    field_class = PlaceField


def no_place(text: str) -> str:
    """The sentence for a place that is not there, or not the person's."""
    return _("There is no place “%(text)s” in your area.") % {"text": text}
