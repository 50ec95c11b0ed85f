"""The columns of the list of households on the screen.

See also `households.ledgers`, the columns of the rosters.
"""

from __future__ import annotations

from typing import Any

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from core import codelists
from core.templatetags.ui import badge, icon
from core.web.formats import NONE, dash, yuan
from core.web.tables import Column, addresses
from households.listing import Listing
from households.models import Household
from villages.templatetags.places import village


def list_columns(listing: Listing, names: dict[str, str]) -> list[Column]:
    """Columns of one page; `names` has the places on it, read beforehand."""
    address, words = addresses("households:detail"), dict(Household.State.choices)
    period = listing.current_period

    def head(row: Any) -> SafeString:
        # Not by format_html, which asks each of its parts how it wants to be shown.
        return mark_safe(
            f'<a href="{address(row.pk)}">{escape(row.head_name or NONE)}</a> '
            f'<span class="cell-sub">{escape(row.hh_no)}</span>'
            f"{_matches(row) if row.matched else ''}"
        )

    def place(row: Any) -> Any:
        name = village(row.region_code, names)
        if not row.group_name:
            return name
        return format_html('{} <span class="cell-sub">{}</span>', name, row.group_name)

    def income(row: Any) -> Any:
        amount = yuan(row.recorded_net_pc_fen)
        if row.recorded_period in ("", period):
            return amount
        shape = '{} <span class="text-muted small">{}</span>'
        return format_html(shape, amount, row.recorded_period)

    return [
        Column(_("Head of household"), head),
        Column(_("State"), lambda row: badge(row.state, words[row.state])),
        Column(_("Family size"), lambda row: row.member_count, "num"),
        Column(_("Village"), place, "nowrap"),
        Column(
            _("Kind of household"), _code("recorded_attr", "household_attr"), "nowrap"
        ),
        Column(_("Main cause"), _code("recorded_cause", "cause")),
        Column(_("Net income per person (yuan)"), income, "num"),
        Column(_("Document number"), lambda row: dash(row.head_id_mask), "nowrap"),
    ]


def _code(field: str, name: str) -> Any:
    """The label of a code, looked up once a page."""
    known: dict[str, str] = {"": NONE}

    def cell(row: Any) -> str:
        value = getattr(row, field)
        if value not in known:
            known[value] = codelists.label(name, value)
        return known[value]

    return cell


def _matches(row: Any) -> SafeString:
    """The people whom a search meant, but the head, who is named already."""
    return format_html_join(
        "",
        ' <span class="match">{}{}{}</span>',
        (
            (
                icon("user"),
                member.name,
                f"（{member.get_state_display()}）" if member.left_on else "",
            )
            for member in row.matched
            if member.name != row.head_name
        ),
    )
