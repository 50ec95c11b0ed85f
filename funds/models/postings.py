"""Double-entry bookkeeping in integer fen: append-only entries and their postings.

Accounts per document, and what moves money from one to the next:

    source     debited by the amount of the document when it is confirmed
    available  credited then; debited by each allocation
    project    credited by an allocation; debited by the release of a batch
    paid       credited by the release

A balance is credits − debits. It never falls below zero on any account but `source`:
so allocated ≤ issued and paid ≤ allocated. Only postings move it: see
`funds.triggers.postings.APPLY_POSTING`. Written by `funds.postings` alone.
"""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.ids import uuid7
from core.money import MAX_FEN
from core.refusals import REASON_LIMIT
from core.scope import ScopedModel
from funds.models.documents import FundDocument
from funds.querysets import AccountQuerySet, EntryQuerySet, ReversalQuerySet
from funds.triggers import postings as triggers
from projects.models import Project


def _before(name: str, operation: pgtrigger.Operation, func: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name, when=pgtrigger.Before, operation=operation, func=func
    )


def _on_commit(name: str, func: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        timing=pgtrigger.Deferred,
        func=func,
    )


class Account(ScopedModel):
    """The money of one document for one purpose; its two sums are kept by the postings."""

    class Purpose(models.TextChoices):
        SOURCE = "source", _("issued")
        AVAILABLE = "available", _("not yet allocated")
        PROJECT = "project", _("with the project")
        PAID = "paid", _("paid to households")

    document = models.ForeignKey(FundDocument, models.PROTECT, related_name="accounts")
    purpose = models.CharField(max_length=10, choices=Purpose)
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, related_name="fund_accounts"
    )
    # Two sums instead of one balance: each only grows, and a ceiling compares them.
    debit_fen = models.BigIntegerField(default=0)
    credit_fen = models.BigIntegerField(default=0)
    # A copy of the document's amount, because a check sees the columns of one row.
    limit_fen = models.BigIntegerField(
        default=0, help_text="Of the source: the amount of the document."
    )

    objects = AccountQuerySet.as_manager()

    class Meta:
        verbose_name = _("fund account")
        constraints = [
            models.UniqueConstraint(
                fields=["document", "purpose", "project"],
                # NULLs are not distinct: a document has one account without a project a
                # purpose.
                name="account_once",
                nulls_distinct=False,
            ),
            models.UniqueConstraint(
                # Target of the two-column foreign key of the postings.
                fields=["id", "document"],
                name="account_with_fund",
            ),
            models.CheckConstraint(
                condition=Q(purpose__in=["source", "available"], project=None)
                | Q(purpose__in=["project", "paid"], project__isnull=False),
                name="account_project_by_purpose",
            ),
            models.CheckConstraint(
                condition=Q(purpose="source") | Q(debit_fen__lte=F("credit_fen")),
                # Checked on the locked row, so it holds however many entries arrive at
                # once.
                name="account_never_overdrawn",
                violation_error_message=_(
                    "There is not enough money left for this; check the balance."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(purpose="source")
                | Q(
                    credit_fen__lte=F("debit_fen"),
                    debit_fen__lte=F("credit_fen") + F("limit_fen"),
                ),
                name="account_issues_at_most_the_document",
                violation_error_message=_(
                    "More than the amount of the document cannot be entered."
                ),
            ),
        ]
        triggers = [
            _before("open_account", pgtrigger.Insert, triggers.OPEN_ACCOUNT),
            _before(
                "account_in_library", pgtrigger.Insert, triggers.ACCOUNT_IN_LIBRARY
            ),
            _before(
                "guard_account",
                pgtrigger.Update | pgtrigger.Delete,
                triggers.GUARD_ACCOUNT,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.purpose}"


class Entry(ScopedModel):
    """A journal entry; its key comes from the caller, so that asking twice moves once."""

    class Kind(models.TextChoices):
        ISSUE = "issue", _("document confirmed")
        ALLOCATE = "allocate", _("allocated to a project")
        RELEASE = "release", _("paid to households")
        REVERSE = "reverse", _("reversed")

    # No default: the key comes from the caller, so that a repeated request is harmless.
    id = models.UUIDField(primary_key=True, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    happened_on = models.DateField(_("date"))
    document = models.ForeignKey(FundDocument, models.PROTECT, related_name="entries")
    # A reversal keeps its reason here.
    note = models.CharField(_("remark"), max_length=REASON_LIMIT, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    reverses = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="reversed_by"
    )
    at = models.DateTimeField(_("written"), db_default=models.functions.Now())
    txid = models.BigIntegerField(db_default=0, editable=False)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry")
        ordering = ("at", "id")
        constraints = [
            models.UniqueConstraint(fields=["id", "document"], name="entry_with_fund"),
            models.UniqueConstraint(
                fields=["reverses"],
                name="entry_reversed_once",
                violation_error_message=_("This entry has already been reversed."),
            ),
            models.CheckConstraint(
                condition=~Q(made_by=F("approved_by")),
                # Both columns are set, so no entry escapes the check as NULL.
                name="entry_maker_is_not_approver",
            ),
            models.CheckConstraint(
                condition=Q(kind="reverse", reverses__isnull=False)
                | Q(kind__in=["issue", "allocate", "release"], reverses=None),
                name="entry_kind_says_reversal",
            ),
        ]
        triggers = [
            _before("stamp_entry", pgtrigger.Insert, triggers.STAMP_ENTRY),
            _before(
                "entry_document_confirmed",
                pgtrigger.Insert,
                triggers.ENTRY_DOCUMENT_CONFIRMED,
            ),
            _before(
                "reversal_of_original", pgtrigger.Insert, triggers.REVERSAL_OF_ORIGINAL
            ),
            _before(
                "entry_append_only",
                pgtrigger.Update | pgtrigger.Delete,
                triggers.APPEND_ONLY.format(name="entry_append_only"),
            ),
            # Postings follow their entry, so these are checked when the transaction
            # commits.
            _on_commit("entry_has_postings", triggers.ENTRY_HAS_POSTINGS),
            _on_commit("reversal_is_mirror", triggers.REVERSAL_IS_MIRROR),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Posting(models.Model):
    """One side of an entry on one account.

    Two-column foreign keys (migration 0002) keep entry and account in one document.
    """

    class Side(models.TextChoices):
        DEBIT = "debit", _("debit")
        CREDIT = "credit", _("credit")

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="postings")
    account = models.ForeignKey(Account, models.PROTECT, related_name="postings")
    document = models.ForeignKey(FundDocument, models.PROTECT, related_name="+")
    side = models.CharField(max_length=6, choices=Side)
    amount_fen = models.BigIntegerField(_("amount"))

    class Meta:
        verbose_name = _("posting")
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_fen__gt=0, amount_fen__lte=MAX_FEN),
                name="posting_amount_in_bounds",
            ),
            models.CheckConstraint(
                condition=Q(side__in=["debit", "credit"]), name="posting_side"
            ),
        ]
        triggers = [
            _before(
                "posting_with_its_entry",
                pgtrigger.Insert,
                triggers.POSTING_WITH_ITS_ENTRY,
            ),
            _before("apply_posting", pgtrigger.Insert, triggers.APPLY_POSTING),
            _before(
                "posting_append_only",
                pgtrigger.Update | pgtrigger.Delete,
                triggers.APPEND_ONLY.format(name="posting_append_only"),
            ),
            _on_commit("entry_balances", triggers.ENTRY_BALANCES),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.side} {self.amount_fen}"


class Reversal(ScopedModel):
    """A request to reverse an entry; the mirror is written when another person confirms."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="reversals")
    reason = models.CharField(_("reason"), max_length=REASON_LIMIT)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(db_default=models.functions.Now())
    result = models.OneToOneField(Entry, models.PROTECT, null=True, related_name="+")
    dropped_at = models.DateTimeField(null=True)

    objects = ReversalQuerySet.as_manager()

    class Meta:
        verbose_name = _("reversal asked for")
        constraints = [
            models.UniqueConstraint(
                fields=["entry"],
                condition=Q(result=None, dropped_at=None),
                # One open request at a time; a dropped one may be asked for again.
                name="reversal_asked_once",
                violation_error_message=_(
                    "Somebody has already asked for the reversal of this entry."
                ),
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="reversal_has_reason"),
        ]
        triggers = [pgtrigger.Protect(name="no_delete", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.reason}"
