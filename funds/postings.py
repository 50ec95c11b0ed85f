"""Write entries in double entry, and check that the balances are those of the postings.

The only module that touches accounts and postings. What must hold, the database
enforces: see `funds.models.postings` and `funds.triggers.postings`.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Case, F, Sum, When
from django.utils.translation import gettext as _

from core.actors import Actor
from core.constraints import explained
from core.refusals import Refused
from funds.models import Account, Entry, FundDocument, Posting, Reversal
from projects.models import Project

# The source account is debited by what it brings, so it shows what was issued as a debt
# and all accounts of a document add up to zero.
DEBIT, CREDIT = Posting.Side.DEBIT, Posting.Side.CREDIT
OPPOSITE = {DEBIT: CREDIT, CREDIT: DEBIT}
Purpose = Account.Purpose
# One GROUP BY over all postings, run once a night.
DIFFERING_ACCOUNTS = """
SELECT a.id, a.debit_fen, a.credit_fen, COALESCE(p.debit, 0), COALESCE(p.credit, 0)
FROM funds_account a LEFT JOIN (
  SELECT account_id,
    COALESCE(sum(amount_fen) FILTER (WHERE side = 'debit'), 0) debit,
    COALESCE(sum(amount_fen) FILTER (WHERE side = 'credit'), 0) credit
  FROM funds_posting GROUP BY account_id) p ON p.account_id = a.id
WHERE (a.debit_fen, a.credit_fen)
  IS DISTINCT FROM (COALESCE(p.debit, 0), COALESCE(p.credit, 0))
"""


@dataclass(frozen=True)
class Transfer:
    """An amount taken from one account and put on another of the same document."""

    from_account: Account
    to_account: Account
    amount_fen: int

    def postings(self, entry: Entry) -> list[Posting]:
        """Debit and credit; the lower account first.

        Two entries lock their accounts in the same order and cannot block each other.
        """
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
def post_entry(
    *,
    key: uuid.UUID,
    kind: str,
    happened_on: dt.date,
    document: FundDocument,
    transfer: Transfer,
    made_by: Actor,
    approved_by: Actor,
    note: str = "",
) -> Entry:
    """Write an entry once: the same key and amount give the entry already written."""
    # A request repeated with its key finds the entry that it has written.
    known = Entry.objects.filter(pk=key).first()
    if known:
        return _same_entry(known, kind, document, transfer)
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
    _write(entry, transfer.postings(entry))
    return entry


@transaction.atomic
def post_mirror(
    *, key: uuid.UUID, reversal: Reversal, happened_on: dt.date, approved_by: Actor
) -> Entry:
    """Reverse an entry by its exact mirror; refused when the money has moved on."""
    entry = reversal.entry
    mirror = Entry(
        pk=key,
        kind=Entry.Kind.REVERSE,
        happened_on=happened_on,
        document_id=entry.document_id,
        reverses=entry,
        region_code=entry.region_code,
        made_by=reversal.asked_by,
        approved_by=approved_by,
        note=reversal.reason,
    )
    # Whether it is the exact mirror, the database checks again when the transaction
    # commits: see `REVERSAL_IS_MIRROR`.
    _write(mirror, _mirrored(entry, mirror))
    return mirror


def _mirrored(entry: Entry, mirror: Entry) -> list[Posting]:
    """The postings of an entry with debit and credit exchanged, accounts in order."""
    return [
        Posting(
            entry=mirror,
            account_id=one.account_id,
            document_id=one.document_id,
            amount_fen=one.amount_fen,
            side=OPPOSITE[one.side],
        )
        for one in entry.postings.order_by("account_id")
    ]


def account_for(
    document: FundDocument, purpose: str, project: Project | None = None
) -> Account:
    """The account of a document for a purpose, opened when it is first needed."""
    with explained():
        # Two confirmations may open the same account at once; `account_once` lets one
        # win and `get_or_create` reads the winner.
        account, _made = Account.objects.get_or_create(
            document=document,
            purpose=purpose,
            project=project,
            defaults={"region_code": document.region_code},
        )
    return account


@dataclass(frozen=True)
class BalanceDifference:
    """An account whose stored sums are not those of its postings."""

    account_id: int
    stored: tuple[int, int]
    derived: tuple[int, int]


def balance_differences() -> list[BalanceDifference]:
    """Derive every balance anew from the postings; an empty list when all agree."""
    with connection.cursor() as cursor:
        cursor.execute(DIFFERING_ACCOUNTS)
        return [
            BalanceDifference(row[0], (row[1], row[2]), (row[3], row[4]))
            for row in cursor.fetchall()
        ]


def net_total() -> int:
    """Credits less debits over every posting: zero when the books balance."""
    # Each entry adds up to zero by itself (`ENTRY_BALANCES`), so the sum of all must.
    signed = Case(When(side=CREDIT, then=F("amount_fen")), default=-F("amount_fen"))
    return Posting.objects.aggregate(total=Sum(signed))["total"] or 0


def _write(entry: Entry, postings: list[Posting]) -> None:
    """Entry and postings in one statement each; a ceiling becomes its sentence."""
    with explained():
        # Applying a posting locks its account row; a broken ceiling raises here, and
        # the savepoint of `explained` undoes the entry with its postings.
        entry.save(force_insert=True)
        Posting.objects.bulk_create(postings)


def _same_entry(
    known: Entry, kind: str, document: FundDocument, transfer: Transfer
) -> Entry:
    """The entry that the key has written, unless something else is asked now."""
    written = {
        (one.account_id, one.side, one.amount_fen) for one in known.postings.all()
    }
    asked = {
        (one.account_id, one.side, one.amount_fen) for one in transfer.postings(known)
    }
    # Else a second form with the key of the first would pass for done, with another
    # amount than the person sees.
    if (known.kind, known.document_id, written) != (kind, document.pk, asked):
        raise Refused(
            _("This form has already been used for another entry; open it anew.")
        )
    return known
