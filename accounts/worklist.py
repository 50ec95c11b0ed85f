"""What accounts put on a worklist, and an administrator's key figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import passwords
from accounts.filters import people_found
from accounts.forms import SearchForm
from accounts.models import Grant, User
from accounts.permissions import MANAGE_PEOPLE
from core.web.key_figures import KeyFigure
from core.web.worklist import WorkItem

ROLES_AHEAD = dt.timedelta(days=14)
PASSWORDS_AHEAD = dt.timedelta(days=7)


def roles_ending(user: User, today: dt.date, limit: int) -> Iterator[WorkItem]:
    """For an administrator: roles in their area that end soon and need a successor."""
    if not user.has_perm(MANAGE_PEOPLE):
        return
    ending = (
        Grant.objects.visible_to(user, MANAGE_PEOPLE)
        .in_force(today)
        .filter(valid_to__lte=today + ROLES_AHEAD)
    )
    for grant in ending.select_related("user").order_by("valid_to", "pk")[:limit]:
        yield WorkItem(
            kind=_("People and roles"),
            title=f"{grant.user.name} · {grant.get_role_display()}",
            reason=_("The role ends; give it anew or to a successor."),
            url=reverse("accounts:person", args=[grant.user_id]),
            region_code=grant.region_code,
            due_on=grant.valid_to,
        )


def passwords_ending(user: User, today: dt.date, limit: int) -> Iterator[WorkItem]:
    """One's own password, a week before the site asks for a new one."""
    age = passwords.max_age(user)
    if age is None:
        return
    ends_on = timezone.localdate(user.password_changed_at + age)
    if ends_on <= today + PASSWORDS_AHEAD:
        yield WorkItem(
            kind=_("My account"),
            title=_("Change the password"),
            reason=_("It becomes too old; choose a new one at your leisure."),
            url=reverse("accounts:password"),
            region_code="",
            due_on=ends_on,
        )


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
