"""Register, confirm and void fund documents."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import AbstractBaseUser as User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from core.ids import uuid7
from core.refusals import Refused, refuse_if
from funds import postings, rules
from funds.models import (
    Entry,
    FundDocument,
)
from funds.places import check_place
from funds.postings import Move, Purpose
from funds.refusing import explained

ADD, ALLOCATE = "funds.add_funddocument", "funds.allocate_fund"
DOCUMENT_FIELDS = (
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
    *, region_code: str, values: Mapping[str, Any], by: User
) -> FundDocument:
    """Write a fund document down; its money counts when another person has confirmed it."""
    check_place(ADD, region_code, by)
    known = {name: value for name, value in values.items() if name in DOCUMENT_FIELDS}
    document = FundDocument(region_code=region_code, registered_by=by, **known)
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
    *, document_id: Any, by: User, on: dt.date, key: uuid.UUID | None = None
) -> Entry:
    """A second person has compared the paper: its whole amount stands in the ledger."""
    document = _locked_document(document_id)
    check_place(ADD, document.region_code, by)
    refuse_if(rules.not_second_person(document.registered_by_id, by))
    if document.state != "pending":
        raise Refused(_("The document has already been confirmed or voided."))
    document.confirmed_by, document.confirmed_at = by, timezone.now()
    document.save(update_fields=["confirmed_by", "confirmed_at"])
    source = postings.account(document, Purpose.SOURCE)
    available = postings.account(document, Purpose.AVAILABLE)
    entry = postings.post(
        key=key or uuid7(),
        kind=Entry.Kind.ISSUE,
        happened_on=on,
        document=document,
        move=Move(source, available, document.amount_fen),
        made_by=document.registered_by,
        approved_by=by,
    )
    audit.record(
        by=by, verb="fund.confirm", target=document, after={"entry": str(entry.pk)}
    )
    return entry


@transaction.atomic
def drop_document(*, document_id: Any, by: User, reason: str) -> FundDocument:
    """Void a document nobody has confirmed; its number may then be registered anew."""
    document = _locked_document(document_id)
    check_place(ADD, document.region_code, by)
    if document.state != "pending":
        raise Refused(
            _("The document has been confirmed; ask for its entry to be taken back.")
        )
    _need_reason(reason)
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


def _need_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused(_("Give the reason; it stays with the entry."))
