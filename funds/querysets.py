"""Which documents, entries, allocations, batches and payments, with their sums."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.db.models import F, Max, Min, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from psycopg2.extras import DateRange

from core.scope import ScopedQuerySet
from funds import permissions, purposes


def _balance(purpose: str) -> Any:
    """Credits less debits of a document's accounts for one purpose."""
    balance = F("accounts__credit_fen") - F("accounts__debit_fen")
    return Coalesce(Sum(balance, filter=Q(accounts__purpose=purpose)), 0)


def _moved(postings: Any, entry: str) -> Subquery:
    """What the entry of a row moved: the sum of the debit sides."""
    debits = postings.objects.filter(entry=OuterRef(entry), side="debit").order_by()
    moved = debits.values("entry").annotate(moved=Sum("amount_fen"))
    return Subquery(moved.values("moved"))


class FundDocumentQuerySet(ScopedQuerySet):
    def confirmed(self) -> Self:
        """Documents whose money is entered and in force."""
        return self.filter(confirmed_at__isnull=False, voided_at=None)

    def awaiting_confirmation(self) -> Self:
        """Registered, and not confirmed or voided yet."""
        return self.filter(confirmed_at=None, voided_at=None)

    def not_voided(self) -> Self:
        """Registered, whether confirmed yet or not."""
        return self.filter(voided_at=None)

    def least_and_most(self) -> list[int | None]:
        """The smallest and the largest amount; None without any."""
        return [*self.aggregate(Min("amount_fen"), Max("amount_fen")).values()]

    def of_year(self, year: int) -> Self:
        return self.filter(issued_on__year=year)

    def matching(self, text: str) -> Self:
        """By any part of the number or of the title."""
        text = text.strip()
        if not text:
            return self
        return self.filter(Q(number__icontains=text) | Q(title__icontains=text))

    def with_balances(self) -> Self:
        """Adds what is available, what projects hold and what was paid, in fen."""
        return self.annotate(
            available_fen=_balance("available"),
            held_fen=_balance("project"),
            paid_fen=_balance("paid"),
            allocated_fen=F("held_fen") + F("paid_fen"),
        )


class AccountQuerySet(ScopedQuerySet):
    view_permission = permissions.VIEW_DOCUMENT

    def with_balance(self) -> Self:
        """Adds `balance_fen`: credits less debits."""
        return self.annotate(balance_fen=F("credit_fen") - F("debit_fen"))


class EntryQuerySet(ScopedQuerySet):
    view_permission = permissions.VIEW_DOCUMENT

    def with_amount(self) -> Self:
        """Adds `amount_fen`: what the entry moved, the sum of its debit sides."""
        # By relation, not by import: the models import this module.
        postings = self.model.postings.rel.related_model
        return self.annotate(amount_fen=_moved(postings, "pk"))

    def reversible(self) -> Self:
        """Originals nobody has reversed."""
        return self.filter(reversed_by=None).exclude(kind=self.model.Kind.REVERSE)


class AllocationQuerySet(ScopedQuerySet):
    view_permission = permissions.VIEW_DOCUMENT

    def not_voided(self) -> Self:
        """Proposed or confirmed, and neither withdrawn nor reversed."""
        return self.filter(voided_at=None)

    def standing(self) -> Self:
        """Confirmed and not reversed."""
        return self.filter(entry__isnull=False, voided_at=None)

    def total_fen(self) -> int:
        """The sum of their amounts."""
        return self.aggregate(total=Sum("amount_fen"))["total"] or 0

    def awaiting_confirmation(self) -> Self:
        """Proposed, and not confirmed or withdrawn yet."""
        return self.filter(entry=None, voided_at=None)

    def with_left(self) -> Self:
        """Adds `left_fen`: what the project still holds of the document.

        Less what its unpaid batches ask for. Money of several allocations of one
        document to one project stands on one account and is not told apart.
        """
        document = self.model.document.field.related_model
        batch = self.model.batches.rel.related_model
        pair = {"document": OuterRef("document"), "project": OuterRef("project")}
        account = document.accounts.rel.related_model
        # One row at most: `account_once`.
        held = account.objects.filter(purpose="project", **pair).with_balance()
        asked = (
            batch.objects.unpaid()
            .filter(allocation__document=pair["document"], project=pair["project"])
            .order_by()
            .values("project")
            .annotate(asked=Sum("total_fen"))
            .values("asked")
        )
        return self.annotate(
            left_fen=Coalesce(Subquery(held.values("balance_fen")), 0)
            - Coalesce(Subquery(asked), 0)
        )


class ReversalQuerySet(ScopedQuerySet):
    view_permission = permissions.VIEW_DOCUMENT

    def with_amount(self) -> Self:
        """Adds `amount_fen`: what the entry moved that is to be reversed."""
        entries = self.model.entry.field.related_model
        postings = entries.postings.rel.related_model
        return self.annotate(amount_fen=_moved(postings, "entry"))

    def awaiting_confirmation(self) -> Self:
        """Asked for, and neither confirmed nor dropped yet."""
        return self.filter(result=None, dropped_at=None)


class PaymentBatchQuerySet(ScopedQuerySet):
    def awaiting_approval(self) -> Self:
        return self.filter(state=self.model.State.DRAFT)

    def awaiting_release(self) -> Self:
        return self.filter(state=self.model.State.APPROVED)

    def unpaid(self) -> Self:
        """Drafts and approved ones; see also `PaymentBatch.is_unpaid`."""
        return self.filter(
            state__in=[self.model.State.DRAFT, self.model.State.APPROVED]
        )

    def for_list(self) -> Self:
        """With project, document and maker."""
        return self.select_related("project", "allocation__document", "made_by")

    def with_people(self) -> Self:
        """With everyone who acted on it, and the entry that paid it."""
        return self.for_list().select_related(
            "approved_by", "released_by", "returned_by", "entry"
        )


class PaymentQuerySet(ScopedQuerySet):
    view_permission = permissions.VIEW_BATCH

    def live(self) -> Self:
        """Lines of batches that have not been returned."""
        return self.filter(is_live=True)

    def in_state(self, state: str) -> Self:
        """Lines of batches in this state."""
        return self.filter(batch__state=state)

    def in_the_way_of(self, programme: str, covers: tuple[dt.date, dt.date]) -> Self:
        """Live lines of this subsidy, or of one that excludes it, for days of the period.

        `covers` is half open: a period that begins where another ends does not touch it.
        """
        if covers[0] >= covers[1]:
            return self.none()
        return self.live().filter(
            programme__in=purposes.excluding(programme),
            covers__overlap=DateRange(*covers),
        )

    def paid(self) -> Self:
        """Lines of released batches."""
        return self.in_state("released")

    def with_another_card(self) -> Self:
        """Lines whose household has changed its bank account since they were made."""
        # Compared by mask and bank: the sealed number differs at every encryption.
        return self.exclude(
            account_mask=F("household__bank_account_mask"),
            bank_name=F("household__bank_name"),
        )

    def for_list(self) -> Self:
        """With batch, project and household."""
        return self.select_related("batch", "batch__project", "household")
