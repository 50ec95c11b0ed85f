"""What a person has typed but not handed in: kept on the server, sealed, for that person alone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import IntegrityError
from django.http import QueryDict

from core.crypto import SealBroken, seal, unseal
from core.models import Draft
from core.refusals import Refused

NEW = "household:new"
LARGEST = 200_000
NOT_KEPT = ("csrfmiddlewaretoken", "seen", "add_row", "save")


def form_key(period: str, *, registered: bool) -> str:
    """Drafts of a new household, and of each period of a registered one, lie apart."""
    return f"household:{period}" if registered else NEW


def keep_draft(*, owner: Any, key: str, entity_id: UUID, base_version: int, post: QueryDict) -> Draft:
    """Keep what stands in the form now in place of what was kept before."""
    typed = post.copy()
    for name in NOT_KEPT:
        typed.pop(name, None)
    payload = typed.urlencode()
    if len(payload) > LARGEST:
        raise Refused("the draft is too large")
    draft = Draft.objects.filter(owner=owner, form_key=key, entity_id=entity_id).first() or Draft(
        owner=owner, form_key=key, entity_id=entity_id
    )
    draft.base_version = base_version
    draft.payload_sealed = seal(payload, _context(draft))
    try:
        draft.save()
    except IntegrityError:  # the same person's other window was faster; its text is the older by a moment
        draft = Draft.objects.get(owner=owner, form_key=key, entity_id=entity_id)
    return draft


def draft_of(owner: Any, key: str, entity_id: UUID | None = None) -> Draft | None:
    """The person's draft; of a new household, the last one begun."""
    drafts = Draft.objects.filter(owner=owner, form_key=key)
    if entity_id:
        drafts = drafts.filter(entity_id=entity_id)
    return drafts.order_by("-updated_at").first()


def typed_in(draft: Draft) -> QueryDict | None:
    """What was typed; None when the draft cannot be opened any more."""
    try:
        return QueryDict(unseal(draft.payload_sealed, _context(draft)))
    except SealBroken:
        return None


def discard(owner: Any, entity_id: UUID) -> int:
    """Throw away the person's drafts of one sheet."""
    return Draft.objects.filter(owner=owner, entity_id=entity_id).delete()[0]


def _context(draft: Draft) -> str:
    return f"core.Draft.payload:{draft.pk}"
