"""What a person has typed but not handed in: kept on the server, sealed, for them alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import QueryDict

from accounts.roles import permissions_of
from core.actors import Actor
from core.crypto import SealBroken, seal, unseal
from core.models import Draft
from core.refusals import Refused
from core.scope import contains
from households.models import Household
from households.permissions import CHANGE
from households.rules import HEAD, MOST_PEOPLE

NEW = "household:new"
# Several times a full sheet of thirty people.
LARGEST = 200_000
NOT_KEPT = ("csrfmiddlewaretoken", "seen", "add_row", "save")


def form_key(period: str, *, registered: bool) -> str:
    """Drafts of a new household, and of each period of a registered one, lie apart."""
    return f"household:{period}" if registered else NEW


def keep_draft(
    *, owner: Actor, key: str, entity_id: UUID, base_version: int, post: QueryDict
) -> Draft:
    """Keep what stands in the form now in place of what was kept before."""
    # Neither the token of the page nor the button pressed is part of what was typed.
    typed = post.copy()
    for name in NOT_KEPT:
        typed.pop(name, None)
    payload = typed.urlencode()
    if len(payload) > LARGEST:
        raise Refused("the draft is too large")
    place = {"owner": owner, "form_key": key, "entity_id": entity_id}
    try:
        with transaction.atomic():
            draft = Draft.objects.filter(**place).first() or Draft(**place)
            return _written(draft, base_version, payload)
    except IntegrityError:
        # The same person's other window made the row meanwhile; the later text stays.
        return _written(Draft.objects.get(**place), base_version, payload)


def _written(draft: Draft, base_version: int, payload: str) -> Draft:
    draft.base_version = base_version
    draft.payload_sealed = seal(payload, _context(draft))
    draft.save()
    return draft


def pass_on(predecessor_id: int, successor_id: int, grants: Sequence[Any]) -> None:
    """Give the sheets begun in the places of roles handed over to the successor.

    Only of roles that may write; a sheet the successor has begun too stays with both.
    """
    places = [
        grant.region_code for grant in grants if CHANGE in permissions_of(grant.role)
    ]
    if not places:
        return
    drafts = list(_of_households(predecessor_id))
    theirs = set(_of_households(successor_id).values_list("form_key", "entity_id"))
    homes = Household.objects.filter(pk__in=[draft.entity_id for draft in drafts])
    where = dict(homes.values_list("pk", "region_code"))
    for draft in drafts:
        typed = typed_in(draft) or {}
        place = where.get(draft.entity_id) or typed.get("region_code", "")
        is_theirs_too = (draft.form_key, draft.entity_id) in theirs
        if _begun_in(place, places) and not is_theirs_too:
            Draft.objects.filter(pk=draft.pk).update(owner=successor_id)


def _begun_in(place: str, places: Sequence[str]) -> bool:
    """Whether a sheet belongs to one of the places; without a village, to the only one."""
    if not place:
        return len(places) == 1
    return any(contains(region, place) for region in places)


def name_in(draft: Draft) -> str:
    """The name of the head, or of the first person, typed so far."""
    typed = typed_in(draft) or {}
    rows = [
        f"members-{n}-" for n in range(MOST_PEOPLE) if typed.get(f"members-{n}-name")
    ]
    if not rows:
        return ""
    heads = [row for row in rows if typed.get(f"{row}relation") == HEAD]
    return typed[f"{(heads or rows)[0]}name"].strip()


def draft_of(owner: Actor, key: str, entity_id: UUID | None = None) -> Draft | None:
    """The person's draft; of a new household, the last one begun."""
    drafts = Draft.objects.filter(owner=owner, form_key=key)
    if entity_id:
        drafts = drafts.filter(entity_id=entity_id)
    return drafts.order_by("-updated_at").first()


def all_of(owner: Actor) -> QuerySet[Draft]:
    """Every draft of a sheet that the person has, the one left longest first."""
    return _of_households(owner.pk).order_by("updated_at")


def _of_households(owner_id: int) -> QuerySet[Draft]:
    return Draft.objects.filter(owner=owner_id, form_key__startswith="household:")


def typed_in(draft: Draft) -> QueryDict | None:
    """What was typed; None when the draft cannot be opened any more."""
    try:
        return QueryDict(unseal(draft.payload_sealed, _context(draft)))
    except SealBroken:
        return None


def discard(owner: Actor, entity_id: UUID) -> int:
    """Throw away the person's drafts of one sheet."""
    return Draft.objects.filter(owner=owner, entity_id=entity_id).delete()[0]


def _context(draft: Draft) -> str:
    # Bound to its row: a sealed text copied into another row does not open there.
    return f"core.Draft.payload:{draft.pk}"
