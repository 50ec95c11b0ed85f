"""Where the money of one document went: document → projects → batches → households, in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Sum

from funds.models import Account, Allocation, FundDocument, PaymentBatch
from projects.models import Project

WIDTH, HEIGHT, BAR, GAP = 900, 360, 16, 10
LEFT, MIDDLE, RIGHT = 0, 340, 884 - 180
SHORT = 16
PITCH = 20  # bars begin at least so far apart, else their words would lie on each other
MOST = 14  # projects drawn by name; the others as one band


@dataclass
class Share:
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
class Trace:
    """One document's money, all of it: Σ shares + what is not yet allocated = what was issued."""

    document: FundDocument
    issued_fen: int
    available_fen: int
    shares: list[Share]

    @property
    def allocated_fen(self) -> int:
        return sum(share.allocated_fen for share in self.shares)

    @property
    def paid_fen(self) -> int:
        return sum(share.paid_fen for share in self.shares)

    @property
    def held_fen(self) -> int:
        return sum(share.held_fen for share in self.shares)


def trace_of(document: FundDocument) -> Trace:
    """Four queries, however many households were paid."""
    shares: dict[Any, Share] = {}
    issued = available = 0
    for account in (
        Account.objects.filter(document=document)
        .with_balance()
        .select_related("project")
    ):
        balance = account.balance_fen
        if account.purpose == Account.Purpose.SOURCE:
            issued = -balance
        elif account.purpose == Account.Purpose.AVAILABLE:
            available = balance
        else:
            share = shares.setdefault(account.project_id, Share(account.project))
            if account.purpose == Account.Purpose.PAID:
                share.paid_fen = balance
            else:
                share.held_fen = balance
    for allocation in document.allocations.select_related(
        "project", "proposed_by", "entry"
    ).order_by("id"):
        shares.setdefault(
            allocation.project_id, Share(allocation.project)
        ).allocations.append(allocation)
    for batch in PaymentBatch.objects.filter(allocation__document=document).order_by(
        "id"
    ):
        shares[batch.project_id].batches.append(batch)
    ordered = sorted(
        shares.values(), key=lambda share: (-share.allocated_fen, share.project.number)
    )
    return Trace(document, issued, available, ordered)


@dataclass(frozen=True)
class Band:
    """A bar or a ribbon of the drawing, with its words."""

    tone: str
    x: float
    y: float
    height: float
    label: str = ""
    amount_fen: int = 0
    url: str = ""
    path: str = ""

    @property
    def middle(self) -> float:
        """Base line of its words; a thin bar's words still stand inside the drawing."""
        return self.y + self.height / 2 + 5

    @property
    def words_at(self) -> float:
        return self.x + BAR + 6

    @property
    def short(self) -> str:
        """Its name, cut where the next bar begins."""
        return self.label if len(self.label) <= SHORT else self.label[: SHORT - 1] + "…"


def drawing(trace: Trace, words: dict[str, str]) -> dict[str, Any]:
    """Bars and ribbons of a flow picture in plain SVG: no script draws it, so it prints and needs no colour alone."""
    if not trace.issued_fen:
        return {}
    scale = (HEIGHT - GAP * (min(len(trace.shares), MOST) + 2)) / trace.issued_fen
    bands = [
        Band(
            "issued",
            LEFT,
            0,
            trace.issued_fen * scale,
            trace.document.number,
            trace.issued_fen,
        )
    ]
    ribbons: list[Band] = []
    left = right = y = 0.0
    for label, url, held, paid in _rows(trace, words):
        height = (held + paid) * scale
        tone = "idle" if not url and label == words["available"] else "project"
        bands.append(Band(tone, MIDDLE, y, height, label, held + paid, url))
        ribbons.append(
            _ribbon(
                "project" if tone != "idle" else "idle",
                LEFT + BAR,
                left,
                MIDDLE,
                y,
                height,
            )
        )
        if paid:
            bands_y = right
            ribbons.append(
                _ribbon("paid", MIDDLE + BAR, y, RIGHT, bands_y, paid * scale)
            )
            right += paid * scale
        left += height
        y += max(height + GAP / 2, PITCH)
    if trace.paid_fen:
        bands.append(
            Band(
                "paid", RIGHT, 0, trace.paid_fen * scale, words["paid"], trace.paid_fen
            )
        )
    return {
        "bands": bands,
        "ribbons": ribbons,
        "width": WIDTH,
        "height": max(HEIGHT, y) + 20,
        "bar": BAR,
    }


def _rows(trace: Trace, words: dict[str, str]) -> list[tuple[str, str, int, int]]:
    drawn = [share for share in trace.shares if share.allocated_fen]
    rows = [
        (
            share.project.name,
            share.project.get_absolute_url(),
            share.held_fen,
            share.paid_fen,
        )
        for share in drawn[:MOST]
    ]
    rest = drawn[MOST:]
    if rest:
        rows.append(
            (
                words["others"],
                "",
                sum(s.held_fen for s in rest),
                sum(s.paid_fen for s in rest),
            )
        )
    if trace.available_fen:
        rows.append((words["available"], "", trace.available_fen, 0))
    return rows


def _ribbon(
    tone: str, x1: float, y1: float, x2: float, y2: float, height: float
) -> Band:
    bend = (x1 + x2) / 2
    low1, low2 = y1 + height, y2 + height
    path = (
        f"M{x1:.1f},{y1:.1f} C{bend:.1f},{y1:.1f} {bend:.1f},{y2:.1f} {x2:.1f},{y2:.1f} "
        f"L{x2:.1f},{low2:.1f} C{bend:.1f},{low2:.1f} {bend:.1f},{low1:.1f} {x1:.1f},{low1:.1f} Z"
    )
    return Band(tone, x1, y1, height, path=path)


def progress(documents: Any) -> dict[str, int]:
    """Issued, allocated and paid over a set of confirmed documents, in fen."""
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
