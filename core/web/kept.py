"""Keep what was typed in a form whose sign-in had ended, and offer it afterwards.

The household sheet keeps a draft while it is being filled; every other form is kept when
it arrives too late: sealed, for its own person alone. Signing in again leads to it, and so
does the worklist. Taking it up sends it to its page with `RESUME`, which shows the form
as it was typed and runs nothing (`core.web.answers`).
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from core.actors import Actor
from core.crypto import SealBroken, seal, unseal
from core.models import Draft
from core.web.worklist import WorkItem

RESUME = "resume"
FORM_KEY = "kept form"
LARGEST = 200_000
NOT_TYPED = ("csrfmiddlewaretoken", RESUME)
# Without one of another name there is nothing to keep: a button was pressed.
HIDDEN = ("version", "next", "key", "amend", "seen")
_forms: set[str] = set()


def register(*names: str) -> None:
    """Name the addresses whose forms are kept; each answers by `answer_form`.

    Call it in `AppConfig.ready`. Forms with passwords do not belong here.
    """
    _forms.update(names)


def registered() -> frozenset[str]:
    return frozenset(_forms)


def keep(owner: Actor, request: HttpRequest) -> Draft | None:
    """Keep what a request would have sent; None when nothing was typed."""
    name = request.resolver_match.view_name if request.resolver_match else ""
    typed = request.POST.copy()
    for hidden in NOT_TYPED:
        typed.pop(hidden, None)
    said = [one for key in typed if key not in HIDDEN for one in typed.getlist(key)]
    if name not in _forms or not any(one.strip() for one in said):
        return None
    path = request.get_full_path()
    payload = json.dumps([path, typed.urlencode()])
    if len(payload) > LARGEST:
        return None
    # One for each page: what was typed there last.
    place = {"owner_id": owner.pk, "form_key": FORM_KEY}
    place["entity_id"] = uuid5(NAMESPACE_URL, path)
    draft = Draft.objects.filter(**place).first() or Draft(**place)
    draft.payload_sealed = seal(payload, _context(draft))
    draft.save()
    return draft


def kept_of(owner: Actor) -> QuerySet[Draft]:
    """The forms kept for a person."""
    return Draft.objects.filter(owner=owner.pk, form_key=FORM_KEY)


def typed_in(draft: Draft) -> tuple[str, QueryDict] | None:
    """The address of the form and what was typed; None when it cannot be opened."""
    try:
        path, typed = json.loads(unseal(draft.payload_sealed, _context(draft)))
    except SealBroken:
        return None
    return path, QueryDict(typed)


def is_resumed(request: HttpRequest) -> bool:
    """Whether the form is to be shown with what was typed, and nothing done."""
    if request.method != "POST" or RESUME not in request.POST:
        return False
    if request.user.is_authenticated:
        # Remembered until the form is done, which then forgets it.
        request.session[FORM_KEY] = request.get_full_path()
    return True


def forget(request: HttpRequest) -> None:
    """The form is done: what was kept of it goes."""
    if request.user.is_anonymous or FORM_KEY not in request.session:
        return
    path = request.session[FORM_KEY]
    if path == request.get_full_path():
        del request.session[FORM_KEY]
        entity_id = uuid5(NAMESPACE_URL, path)
        kept_of(request.user).filter(entity_id=entity_id).delete()


def kept_forms(user: Actor, today: dt.date, limit: int) -> Iterable[WorkItem]:
    """Forms that were typed and have not been sent."""
    for draft in kept_of(user).order_by("updated_at")[:limit]:
        yield WorkItem(
            kind=_("Form not sent"),
            title=_("A form you had filled in when your sign-in ended"),
            reason=_("What you typed is kept; take it up again or throw it away."),
            url=reverse("core:kept", args=[draft.pk]),
            region_code="",
            since=draft.updated_at,
        )


def _context(draft: Draft) -> str:
    # Bound to its row: a sealed text copied into another row does not open there.
    return f"core.Draft.payload:{draft.pk}"


def as_rows(typed: QueryDict) -> list[tuple[str, Any]]:
    """Name and value of everything that was typed, for hidden fields."""
    return [(name, one) for name in typed for one in typed.getlist(name)]
