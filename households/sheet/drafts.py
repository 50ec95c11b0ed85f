"""What a person has typed but not handed in: kept on the server, sealed, for that person alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import QueryDict

from accounts.roles import permissions_of
from core.crypto import SealBroken, seal, unseal
from core.models import Draft
from core.refusals import Refused
from core.scope import contains
from households.models import Household
from households.rules import HEAD, MOST_PEOPLE

NEW = "household:new"
CHANGE = "households.change_household"
LARGEST = 200_000
NOT_KEPT = ("csrfmiddlewaretoken", "seen", "add_row", "save")


def form_key(period: str, *, registered: bool) -> str:
    """Drafts of a new household, and of each period of a registered one, lie apart."""
    return f"household:{period}" if registered else NEW


def keep_draft(
    *, owner: Any, key: str, entity_id: UUID, base_version: int, post: QueryDict
) -> Draft:
    """Keep what stands in the form now in place of what was kept before."""
    typed = post.copy()
    for name in NOT_KEPT:
        typed.pop(name, None)
    payload = typed.urlencode()
    if len(payload) > LARGEST:
        raise Refused("the draft is too large")
    place = {"owner": owner, "form_key": key, "entity_id": entity_id}
    try:
        with transaction.atomic():
            return _written(
                Draft.objects.filter(**place).first() or Draft(**place),
                base_version,
                payload,
            )
    except (
        IntegrityError
    ):  # the same person's other window made the row meanwhile; the later text stays
        return _written(Draft.objects.get(**place), base_version, payload)


def _written(draft: Draft, base_version: int, payload: str) -> Draft:
    draft.base_version, draft.payload_sealed = (
        base_version,
        seal(payload, _context(draft)),
    )
    draft.save()
    return draft


def pass_on(predecessor_id: int, successor_id: int, grants: Sequence[Any]) -> None:
    """Sheets begun in the places of roles that were handed over follow to the successor, who may write there."""
    places = [
        grant.region_code for grant in grants if CHANGE in permissions_of(grant.role)
    ]
    if not places:
        return
    drafts = list(
        Draft.objects.filter(owner=predecessor_id, form_key__startswith="household:")
    )
    homes = Household.objects.filter(pk__in=[draft.entity_id for draft in drafts])
    where = dict(homes.values_list("pk", "region_code"))
    theirs = set(
        Draft.objects.filter(owner=successor_id).values_list("form_key", "entity_id")
    )
    for draft in drafts:
        place = where.get(draft.entity_id) or (typed_in(draft) or {}).get(
            "region_code", ""
        )
        begun_there = (
            any(contains(region, place) for region in places)
            if place
            else len(places) == 1
        )
        if begun_there and (draft.form_key, draft.entity_id) not in theirs:
            Draft.objects.filter(pk=draft.pk).update(owner=successor_id)


def name_in(draft: Draft) -> str:
    """The name of the head, or of the first person, typed so far."""
    typed = typed_in(draft) or {}
    rows = [
        f"members-{n}-" for n in range(MOST_PEOPLE) if typed.get(f"members-{n}-name")
    ]
    head = next(
        (row for row in rows if typed.get(f"{row}relation") == HEAD),
        rows[0] if rows else "",
    )
    return typed[f"{head}name"].strip() if head else ""


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
