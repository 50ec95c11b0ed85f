"""Where the money of one document went: document → projects → batches → households.

The figures; `funds.flow_chart` draws them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Sum

from funds.models import Account, Allocation, FundDocument, PaymentBatch
from funds.querysets import FundDocumentQuerySet
from projects.models import Project


@dataclass
class ProjectShare:
    """The money of the document at one project."""

    project: Project
    held_fen: int = 0
    paid_fen: int = 0
    allocations: list[Allocation] = field(default_factory=list)
    batches: list[PaymentBatch] = field(default_factory=list)

    @property
    def allocated_fen(self) -> int:
        return self.held_fen + self.paid_fen


@dataclass(frozen=True)
class MoneyFlow:
    """All money of a document: Σ shares + what is not yet allocated = issued."""

    document: FundDocument
    issued_fen: int
    available_fen: int
    shares: list[ProjectShare]

    @property
    def allocated_fen(self) -> int:
        return sum(share.allocated_fen for share in self.shares)

    @property
    def paid_fen(self) -> int:
        return sum(share.paid_fen for share in self.shares)

    @property
    def held_fen(self) -> int:
        return sum(share.held_fen for share in self.shares)


def flow_of(document: FundDocument) -> MoneyFlow:
    """The flow of a document in three queries, however many households were paid."""
    balances = _balances(document)
    allocations = document.allocations.select_related(
        "project", "proposed_by", "entry"
    ).order_by("id")
    shares = _shares(balances, allocations)
    batches = PaymentBatch.objects.filter(allocation__document=document)
    # Every batch is paid out of an allocation, so its project has a share.
    for batch in batches.order_by("id"):
        shares[batch.project_id].batches.append(batch)
    # What the source account owes is what the document has brought.
    issued_fen = -balances[Account.Purpose.SOURCE].get(None, 0)
    available_fen = balances[Account.Purpose.AVAILABLE].get(None, 0)
    ordered = sorted(
        shares.values(), key=lambda share: (-share.allocated_fen, share.project.number)
    )
    return MoneyFlow(document, issued_fen, available_fen, ordered)


def progress(documents: FundDocumentQuerySet) -> dict[str, int]:
    """Issued, allocated and paid over a set of documents, confirmed ones only, in fen."""
    figures = (
        documents.confirmed()
        .with_balances()
        .aggregate(
            issued=Sum("amount_fen"),
            allocated=Sum("allocated_fen"),
            paid=Sum("paid_fen"),
        )
    )
    return {key: value or 0 for key, value in figures.items()}


def _balances(document: FundDocument) -> dict[str, dict[Any, int]]:
    """Balance in fen by purpose and project key."""
    balances: dict[str, dict[Any, int]] = defaultdict(dict)
    for account in Account.objects.filter(document=document).with_balance():
        balances[account.purpose][account.project_id] = account.balance_fen
    return balances


def _shares(
    balances: dict[str, dict[Any, int]], allocations: Iterable[Allocation]
) -> dict[Any, ProjectShare]:
    """The share of every project that an allocation names, proposed ones too."""
    held = balances[Account.Purpose.PROJECT]
    paid = balances[Account.Purpose.PAID]
    shares: dict[Any, ProjectShare] = {}
    for allocation in allocations:
        key = allocation.project_id
        if key not in shares:
            shares[key] = ProjectShare(
                allocation.project, held.get(key, 0), paid.get(key, 0)
            )
        shares[key].allocations.append(allocation)
    return shares
