"""Conditions of a list: what cannot be read is a sentence, and never the whole list."""

from __future__ import annotations

from typing import Any

import django_filters

from core.forms.mistakes import Mistake, mistakes_of


class ListFilter(django_filters.FilterSet):
    """A filter set that shows nothing while one of its conditions makes no sense.

    Django's leaves such a condition out: one slip would show, and export, everything.
    """

    def __init__(self, *args: Any, user: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user or getattr(self.request, "user", None)

    @property
    def form(self) -> Any:
        form = super().form
        # A field of places reads names within the person's own.
        for field in form.fields.values():
            if hasattr(field, "for_person"):
                field.for_person(self.user)
        return form

    @property
    def qs(self) -> Any:
        return self.queryset.none() if self.mistakes else super().qs

    @property
    def mistakes(self) -> list[Mistake]:
        """What is wrong with the conditions, each with its field."""
        return mistakes_of(self.form)

    @property
    def status(self) -> int:
        """The status of a page with this list."""
        return 422 if self.mistakes else 200
