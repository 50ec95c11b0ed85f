"""Register, confirm and void fund documents."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from core.actors import Actor
from core.constraints import explained
from core.ids import uuid7
from core.permissions import check_place
from core.refusals import Refused, clean_reason, refuse_if
from funds import permissions, postings, rules
from funds.models import Entry, FundDocument
from funds.postings import Purpose, Transfer

FIELDS = (
    "number",
    "title",
    "issued_on",
    "issuer",
    "level",
    "kind",
    "budget_line",
    "amount_fen",
    "is_advance",
    "tasks",
)


@transaction.atomic
def register_document(
    *, region_code: str, values: Mapping[str, Any], by: Actor
) -> FundDocument:
    """Register a fund document; its money counts when another person confirms it."""
    check_place(permissions.REGISTER_DOCUMENT, region_code, by)
    # What a form must not set, such as who confirmed it, is left out.
    known = {name: value for name, value in values.items() if name in FIELDS}
    document = FundDocument(region_code=region_code, registered_by=by, **known)
    # The number is unique among documents that are not voided, also of two at once.
    with explained():
        document.save(force_insert=True)
    audit.record(
        by=by,
        verb="fund.register",
        target=document,
        after={"number": document.number, "amount_fen": document.amount_fen},
    )
    return document


@transaction.atomic
def confirm_document(
    *, document_id: Any, by: Actor, on: dt.date, key: uuid.UUID | None = None
) -> Entry:
    """Confirm a document as a second person: its whole amount becomes available."""
    # The row stays locked, so that a document is not confirmed and voided at once.
    document = _locked_document(document_id)
    check_place(permissions.REGISTER_DOCUMENT, document.region_code, by)
    refuse_if(rules.not_second_person(document.registered_by_id, by))
    if document.state != document.State.PENDING:
        raise Refused(_("The document has already been confirmed or voided."))
    document.confirmed_by, document.confirmed_at = by, timezone.now()
    document.save(update_fields=["confirmed_by", "confirmed_at"])
    # Confirmed first: an entry is refused on a document that is not in force.
    source = postings.account_for(document, Purpose.SOURCE)
    available = postings.account_for(document, Purpose.AVAILABLE)
    entry = postings.post_entry(
        key=key or uuid7(),
        kind=Entry.Kind.ISSUE,
        happened_on=on,
        document=document,
        transfer=Transfer(source, available, document.amount_fen),
        # An entry names both people; the database refuses the same one twice.
        made_by=document.registered_by,
        approved_by=by,
    )
    audit.record(
        by=by, verb="fund.confirm", target=document, after={"entry": str(entry.pk)}
    )
    return entry


@transaction.atomic
def drop_document(*, document_id: Any, by: Actor, reason: str) -> FundDocument:
    """Void a document nobody has confirmed; its number may then be registered anew."""
    document = _locked_document(document_id)
    check_place(permissions.REGISTER_DOCUMENT, document.region_code, by)
    if document.state != document.State.PENDING:
        raise Refused(
            _("The document has been confirmed; ask for the reversal of its entry.")
        )
    reason = clean_reason(reason)
    document.voided_at = timezone.now()
    document.save(update_fields=["voided_at"])
    audit.record(by=by, verb="fund.drop", target=document, after={"reason": reason})
    return document


def _locked_document(document_id: Any) -> FundDocument:
    return (
        FundDocument.objects.select_for_update(of=("self",))
        .select_related("registered_by")
        .get(pk=document_id)
    )
