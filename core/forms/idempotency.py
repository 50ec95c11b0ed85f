"""Make a form idempotent: sent twice, it acts once.

Its key is made when the form is shown. The same content sent again has the same answer.
Other content under the same key (back, correct, save) is never dropped without a word:
the person is told what the form has made, and sends it once more to apply the change.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from core.actors import Actor
from core.forms.models import SentForm
from core.ids import uuid7
from core.locks import advisory_lock
from core.refusals import Refused


class IdempotencyKeyField(forms.UUIDField):
    """The hidden key of a form; without one the form is taken as it comes."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False, initial=uuid7, widget=forms.HiddenInput, **kwargs
        )


class SentOnceForm(forms.Form):
    """A form with a key; `amend` says that its person knows of the earlier sending."""

    data: Any
    key = IdempotencyKeyField()
    amend = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def offer_to_amend(self) -> None:
        """Let the next sending apply the change; what was typed stays."""
        self.data = self.data.copy()
        self.data[self.add_prefix("amend")] = "on"


class SentOtherwise(Refused):
    """The form has made `made` already, from other content; says so, and how to go on."""

    def __init__(self, made: Any, sentence: str) -> None:
        super().__init__(sentence)
        self.made = made


@dataclass(frozen=True)
class Earlier:
    """What an earlier sending of a form has made, and whether it said the same."""

    made: Any
    is_same: bool


def sent_before(
    own: QuerySet, key: UUID | None, content: Any, by: Actor
) -> Earlier | None:
    """The earlier sending of this form by the same person, or None.

    `own` are the person's own rows: a key of another person's form tells nothing about
    it. A second request with the same key waits here until the first one ends.
    """
    if key is None:
        return None
    advisory_lock(str(key))
    sent = SentForm.objects.filter(pk=key).first()
    made = own.filter(pk=sent.made_id if sent else key).first()
    if made is not None:
        return Earlier(made, sent is None or sent.digest == _digest(content))
    if sent is not None or own.model._base_manager.filter(pk=key).exists():
        raise Refused(_("This form has already been used; open it anew."))
    return None


def remember(key: UUID | None, content: Any, made: Any, by: Actor) -> None:
    """Note what a form has made, in the transaction that makes it."""
    if key is None:
        return
    said = {"digest": _digest(content), "made_id": made.pk, "owner_id": by.pk}
    # One statement, also when a correction takes the place of the first sending.
    SentForm.objects.bulk_create(
        [SentForm(pk=key, **said)],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["digest", "made_id", "sent_at"],
    )


def _digest(content: Any) -> str:
    """A keyed hash: the content may hold document numbers, which can be guessed."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
    return salted_hmac("core.forms.SentForm", text, algorithm="sha256").hexdigest()
