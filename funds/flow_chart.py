"""Draw the flow of a document's money as bars and ribbons in plain SVG.

No script draws it, so that it prints; every bar has its words, so that colour alone
says nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from funds.money_flow import MoneyFlow

WIDTH, HEIGHT, BAR, GAP = 900, 360, 16, 10
LEFT, MIDDLE, RIGHT = 0, 340, 884 - 180  # where the bars of the three columns stand
MAX_LABEL = 16
PITCH = 20  # least distance of two bars, else their words would overlap
MAX_PROJECTS = 14  # drawn by name; the others as one bar


@dataclass(frozen=True)
class Bar:
    """A bar of the chart with its words."""

    tone: str
    x: float
    y: float
    height: float
    label: str
    amount_fen: int
    url: str = ""

    @property
    def middle(self) -> float:
        """Base line of its words; those of a thin bar still stand inside the chart."""
        return self.y + self.height / 2 + 5

    @property
    def words_at(self) -> float:
        return self.x + BAR + 6

    @property
    def short(self) -> str:
        """Its label, cut where the next bar begins."""
        if len(self.label) <= MAX_LABEL:
            return self.label
        return self.label[: MAX_LABEL - 1] + "…"


@dataclass(frozen=True)
class Ribbon:
    """A ribbon from one bar to another."""

    tone: str
    path: str


@dataclass(frozen=True)
class FlowChart:
    """What the template draws."""

    bars: list[Bar]
    ribbons: list[Ribbon]
    height: float
    width: int = WIDTH
    bar_width: int = BAR


@dataclass(frozen=True)
class Destination:
    """Where a part of the money went: a project, other projects, or nowhere yet."""

    tone: str
    label: str
    held_fen: int
    paid_fen: int = 0
    url: str = ""

    @property
    def amount_fen(self) -> int:
        return self.held_fen + self.paid_fen


@dataclass(frozen=True)
class Placed:
    """A destination in the middle column, drawn to scale.

    `y` is the top of its bar; its ribbons leave the issued bar at `left` and reach the
    paid bar at `right`.
    """

    of: Destination
    y: float
    left: float
    right: float
    height: float
    paid: float

    def bar(self) -> Bar:
        one = self.of
        return Bar(
            one.tone, MIDDLE, self.y, self.height, one.label, one.amount_fen, one.url
        )

    def ribbons(self) -> list[Ribbon]:
        start, end = LEFT + BAR, MIDDLE + BAR
        found = [_ribbon(self.of.tone, start, self.left, MIDDLE, self.y, self.height)]
        if self.paid:
            found.append(_ribbon("paid", end, self.y, RIGHT, self.right, self.paid))
        return found


def chart_of(flow: MoneyFlow) -> FlowChart | None:
    """The chart of a document's money; nothing before the document is confirmed."""
    if not flow.issued_fen:
        return None
    # All bars of the middle column and the gaps between them fit into the height.
    gaps = GAP * (min(len(flow.shares), MAX_PROJECTS) + 2)
    scale = (HEIGHT - gaps) / flow.issued_fen
    middle = _placed(_destinations(flow), scale)
    height, number = flow.issued_fen * scale, flow.document.number
    bars = [Bar("issued", LEFT, 0, height, number, flow.issued_fen)]
    bars += [one.bar() for one in middle]
    if flow.paid_fen:
        height, label = flow.paid_fen * scale, _("paid to households")
        bars.append(Bar("paid", RIGHT, 0, height, label, flow.paid_fen))
    # Thin bars are spread (see `_below`), so the chart may grow beyond its height.
    return FlowChart(
        bars=bars,
        ribbons=[ribbon for one in middle for ribbon in one.ribbons()],
        height=max(HEIGHT, _below(middle[-1])) + 20,
    )


def _placed(destinations: list[Destination], scale: float) -> list[Placed]:
    """The destinations one below the other."""
    places: list[Placed] = []
    left = right = y = 0.0
    for one in destinations:
        height, paid = one.amount_fen * scale, one.paid_fen * scale
        places.append(Placed(one, y, left, right, height, paid))
        left, right, y = left + height, right + paid, _below(places[-1])
    return places


def _below(place: Placed) -> float:
    """Where the next bar may begin: thin bars leave room for their words."""
    return place.y + max(place.height + GAP / 2, PITCH)


def _destinations(flow: MoneyFlow) -> list[Destination]:
    """The projects with most money by name, the others together, then what is left."""
    funded = [share for share in flow.shares if share.allocated_fen]
    found = [
        Destination(
            "project",
            share.project.name,
            share.held_fen,
            share.paid_fen,
            share.project.get_absolute_url(),
        )
        for share in funded[:MAX_PROJECTS]
    ]
    if others := funded[MAX_PROJECTS:]:
        held_fen = sum(share.held_fen for share in others)
        paid_fen = sum(share.paid_fen for share in others)
        found.append(Destination("project", _("other projects"), held_fen, paid_fen))
    if flow.available_fen:
        found.append(Destination("idle", _("not yet allocated"), flow.available_fen))
    return found


def _ribbon(
    tone: str, x1: float, y1: float, x2: float, y2: float, height: float
) -> Ribbon:
    """A ribbon of one height, bent half-way, from (x1, y1) to (x2, y2)."""
    bend = (x1 + x2) / 2
    low1, low2 = y1 + height, y2 + height
    path = (
        f"M{x1:.1f},{y1:.1f} "
        f"C{bend:.1f},{y1:.1f} {bend:.1f},{y2:.1f} {x2:.1f},{y2:.1f} "
        f"L{x2:.1f},{low2:.1f} "
        f"C{bend:.1f},{low2:.1f} {bend:.1f},{low1:.1f} {x1:.1f},{low1:.1f} Z"
    )
    return Ribbon(tone, path)
