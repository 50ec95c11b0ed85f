"""The fund documents in the key figures of the first page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from core.actors import Actor
from core.web import key_figures
from core.web.formats import percent, wan
from core.web.key_figures import KeyFigure
from funds import permissions
from funds.models import FundDocument
from funds.money_flow import progress


def register() -> None:
    """Add the documents to the key figures; called from `AppConfig.ready`."""
    key_figures.register(fund_figures)


def fund_figures(user: Actor, today: dt.date) -> Iterable[KeyFigure]:
    """What this year's documents brought, and how much of it reached households."""
    if not user.has_perm(permissions.VIEW_DOCUMENT):
        return
    figures = progress(FundDocument.objects.visible_to(user).of_year(today.year))
    share = figures["paid"] / figures["issued"] if figures["issued"] else 0
    yield KeyFigure(
        label=_("Funds issued this year"),
        value=wan(figures["issued"]),
        unit=_("10,000 yuan"),
        url=f"{reverse('funds:document-list')}?year={today.year}",
        note=_("%(share)s paid") % {"share": percent(share)},
        icon="coin",
        order=70,
    )
