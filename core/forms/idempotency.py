"""Make a form idempotent: sent twice, it acts once.

Its key is made when the form is shown and becomes the id of the row it makes.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.ids import uuid7
from core.locks import advisory_lock
from core.refusals import Refused


class IdempotencyKeyField(forms.UUIDField):
    """The hidden key of a form; without one the form is taken as it comes."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False, initial=uuid7, widget=forms.HiddenInput, **kwargs
        )


def find_existing(own: QuerySet, key: UUID | None) -> Any:
    """The person's own row that this key has made already, or None.

    A second request with the same key waits here until the first one ends.
    """
    if key is None:
        return None
    advisory_lock(str(key))
    # Their own rows only: a key of another person's row tells nothing about it.
    found = own.filter(pk=key).first()
    if found is None and own.model._base_manager.filter(pk=key).exists():
        raise Refused(_("This form has already been used; open it anew."))
    return found
