"""Writing entries: the only place that touches accounts and postings."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractBaseUser as User
from django.db import connection, transaction
from django.db.models import Case, F, Sum, When
from django.utils.translation import gettext as _

from core.refusals import Refused
from funds.models import Account, Entry, FundDocument, Posting
from funds.refusing import explained

DEBIT, CREDIT = Posting.Side.DEBIT, Posting.Side.CREDIT
Purpose = Account.Purpose


@dataclass(frozen=True)
class Move:
    """An amount taken from one account and put on another of the same document."""

    from_account: Account
    to_account: Account
    amount_fen: int

    def postings(self, entry: Entry) -> list[Posting]:
        """Debit and credit; the lower account first, so that two entries lock in the same order."""
        pair = [(self.from_account, DEBIT), (self.to_account, CREDIT)]
        return [
            Posting(
                entry=entry,
                account=account,
                document_id=entry.document_id,
                side=side,
                amount_fen=self.amount_fen,
            )
            for account, side in sorted(pair, key=lambda one: one[0].pk)
        ]


@transaction.atomic
def post(
    *,
    key: uuid.UUID,
    kind: str,
    happened_on: dt.date,
    document: FundDocument,
    move: Move,
    made_by: User,
    approved_by: User,
    note: str = "",
) -> Entry:
    """Write an entry once: the same key with the same amount gives the entry already written."""
    known = Entry.objects.filter(pk=key).first()
    if known:
        return _same(known, kind, document, move)
    entry = Entry(
        pk=key,
        kind=kind,
        happened_on=happened_on,
        document=document,
        region_code=document.region_code,
        made_by=made_by,
        approved_by=approved_by,
        note=note,
    )
    with explained():
        entry.save(force_insert=True)
        Posting.objects.bulk_create(move.postings(entry))
    return entry


@transaction.atomic
def mirror(
    *,
    key: uuid.UUID,
    entry: Entry,
    happened_on: dt.date,
    made_by: User,
    approved_by: User,
    note: str,
) -> Entry:
    """Take an entry back by its exact mirror; refused when the money has already gone further."""
    reversal = Entry(
        pk=key,
        kind=Entry.Kind.REVERSE,
        happened_on=happened_on,
        document_id=entry.document_id,
        reverses=entry,
        region_code=entry.region_code,
        made_by=made_by,
        approved_by=approved_by,
        note=note,
    )
    postings = [
        Posting(
            entry=reversal,
            account_id=one.account_id,
            document_id=one.document_id,
            amount_fen=one.amount_fen,
            side=CREDIT if one.side == DEBIT else DEBIT,
        )
        for one in entry.postings.order_by("account_id")
    ]
    with explained():
        reversal.save(force_insert=True)
        Posting.objects.bulk_create(postings)
    return reversal


def account(document: FundDocument, purpose: str, project: Any = None) -> Account:
    """The account of a document for a purpose, opened when it is first needed."""
    with explained():
        found, _made = Account.objects.get_or_create(
            document=document,
            purpose=purpose,
            project=project,
            defaults={"region_code": document.region_code},
        )
    return found


@dataclass(frozen=True)
class Difference:
    """An account whose stored sums are not those of its postings."""

    account_id: int
    stored: tuple[int, int]
    derived: tuple[int, int]


def differences() -> list[Difference]:
    """Re-derive every balance from the postings, one GROUP BY; an honest ledger gives an empty list."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.id, a.debit_fen, a.credit_fen, COALESCE(p.debit, 0), COALESCE(p.credit, 0)"
            " FROM funds_account a LEFT JOIN ("
            "   SELECT account_id, COALESCE(sum(amount_fen) FILTER (WHERE side = 'debit'), 0) debit,"
            "     COALESCE(sum(amount_fen) FILTER (WHERE side = 'credit'), 0) credit"
            "   FROM funds_posting GROUP BY account_id) p ON p.account_id = a.id"
            " WHERE (a.debit_fen, a.credit_fen) IS DISTINCT FROM (COALESCE(p.debit, 0), COALESCE(p.credit, 0))"
        )
        return [
            Difference(row[0], (row[1], row[2]), (row[3], row[4]))
            for row in cursor.fetchall()
        ]


def total_of_all() -> int:
    """Credits less debits over every posting: always nought."""
    signed = Case(When(side=CREDIT, then=F("amount_fen")), default=-F("amount_fen"))
    return Posting.objects.aggregate(total=Sum(signed))["total"] or 0


def _same(known: Entry, kind: str, document: FundDocument, move: Move) -> Entry:
    written = {
        (one.account_id, one.side, one.amount_fen) for one in known.postings.all()
    }
    asked = {(one.account_id, one.side, one.amount_fen) for one in move.postings(known)}
    if (known.kind, known.document_id, written) != (kind, document.pk, asked):
        raise Refused(
            _("This form has already been used for another entry; open it anew.")
        )
    return known
