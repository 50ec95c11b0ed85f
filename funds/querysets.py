from __future__ import annotations

from typing import Any, Self

from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from core.scope import ScopedQuerySet


class FundDocumentQuerySet(ScopedQuerySet):
    def confirmed(self) -> Self:
        """Those whose money stands in the ledger."""
        return self.filter(confirmed_at__isnull=False, voided_at=None)

    def awaiting_confirmation(self) -> Self:
        return self.filter(confirmed_at=None, voided_at=None)

    def of_year(self, year: int) -> Self:
        return self.filter(issued_on__year=year)

    def matching(self, text: str) -> Self:
        """By any part of the number or of the title."""
        text = text.strip()
        return (
            self.filter(Q(number__icontains=text) | Q(title__icontains=text))
            if text
            else self
        )

    def with_balances(self) -> Self:
        """What came, what projects got, what households got: read from the accounts, in fen."""

        def balance(purpose: str) -> Any:
            wanted = Q(accounts__purpose=purpose)
            return Coalesce(
                Sum(
                    F("accounts__credit_fen") - F("accounts__debit_fen"), filter=wanted
                ),
                0,
            )

        return self.annotate(
            available_fen=balance("available"),
            held_fen=balance("project"),
            paid_fen=balance("paid"),
            allocated_fen=F("held_fen") + F("paid_fen"),
        )


class AccountQuerySet(ScopedQuerySet):
    view_permission = "funds.view_funddocument"

    def with_balance(self) -> Self:
        return self.annotate(balance_fen=F("credit_fen") - F("debit_fen"))


class EntryQuerySet(ScopedQuerySet):
    view_permission = "funds.view_funddocument"

    def with_amount(self) -> Self:
        """Adds `amount_fen`: what the entry moved, the sum of its debit sides."""
        postings = self.model.postings.rel.related_model.objects.filter(
            entry=OuterRef("pk"), side="debit"
        )
        moved = (
            postings.order_by()
            .values("entry")
            .annotate(moved=Sum("amount_fen"))
            .values("moved")
        )
        return self.annotate(amount_fen=Subquery(moved))

    def reversible(self) -> Self:
        """Originals nobody has taken back."""
        return self.filter(reversed_by=None).exclude(kind=self.model.Kind.REVERSE)


class AllocationQuerySet(ScopedQuerySet):
    view_permission = "funds.view_funddocument"

    def standing(self) -> Self:
        """Confirmed and not taken back."""
        return self.filter(entry__isnull=False, voided_at=None)

    def awaiting_confirmation(self) -> Self:
        return self.filter(entry=None, voided_at=None)

    def with_left(self) -> Self:
        """Adds `left_fen`: what the project holds of the document, less its batches that are not yet paid."""
        document, batch = (
            self.model.document.field.related_model,
            self.model.batches.rel.related_model,
        )
        pair = {"document": OuterRef("document"), "project": OuterRef("project")}
        held = document.accounts.rel.related_model.objects.filter(
            purpose="project", **pair
        ).with_balance()
        waiting = batch.objects.unpaid().filter(
            allocation__document=pair["document"], project=pair["project"]
        )
        asked = (
            waiting.order_by()
            .values("project")
            .annotate(asked=Sum("total_fen"))
            .values("asked")
        )
        return self.annotate(
            left_fen=Coalesce(Subquery(held.values("balance_fen")), 0)
            - Coalesce(Subquery(asked), 0)
        )


class ReversalQuerySet(ScopedQuerySet):
    view_permission = "funds.view_funddocument"

    def awaiting_confirmation(self) -> Self:
        return self.filter(result=None, dropped_at=None)


class PaymentBatchQuerySet(ScopedQuerySet):
    def awaiting_approval(self) -> Self:
        return self.filter(state=self.model.State.DRAFT)

    def awaiting_release(self) -> Self:
        return self.filter(state=self.model.State.APPROVED)

    def unpaid(self) -> Self:
        """Those that still ask for their money."""
        return self.filter(
            state__in=[self.model.State.DRAFT, self.model.State.APPROVED]
        )

    def for_list(self) -> Self:
        return self.select_related("project", "allocation__document", "made_by")


class PaymentQuerySet(ScopedQuerySet):
    view_permission = "funds.view_paymentbatch"

    def live(self) -> Self:
        """Lines of batches that have not been returned."""
        return self.filter(is_live=True)

    def in_state(self, state: str) -> Self:
        """Lines of batches that stand there."""
        return self.filter(batch__state=state)

    def paid(self) -> Self:
        return self.in_state("released")

    def with_another_card(self) -> Self:
        """Lines whose household has entered another account since the list was made."""
        return self.exclude(
            account_mask=F("household__bank_account_mask"),
            bank_name=F("household__bank_name"),
        )

    def for_list(self) -> Self:
        return self.select_related("batch", "batch__project", "household")
