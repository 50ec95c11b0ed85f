"""Accounts among the key figures of the first page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.filters import people_found
from accounts.forms import SearchForm
from accounts.models import User
from accounts.permissions import MANAGE_PEOPLE
from core.web import key_figures
from core.web.key_figures import KeyFigure


def register() -> None:
    """Add accounts to the key figures; called from `AppConfig.ready`."""
    key_figures.register(account_figures)


def account_figures(user: User, today: dt.date) -> Iterator[KeyFigure]:
    """For an administrator: how many accounts are in use, how many have no role."""
    if not user.has_perm(MANAGE_PEOPLE):
        return
    people = User.objects.visible_to(user, MANAGE_PEOPLE)
    address = reverse("accounts:people")
    for label, state, icon in (
        (_("Accounts in use"), "in_use", "users"),
        (_("Accounts without a role"), "idle", "user-off"),
    ):
        # The same search as the list behind the figure, so that both say one number.
        count = people_found(people, SearchForm({"state": state}), today).count()
        yield KeyFigure(
            label, f"{count:,}", f"{address}?state={state}", icon=icon, order=90
        )
