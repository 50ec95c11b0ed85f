"""What accounts put on a person's worklist."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import passwords
from accounts.models import Grant, User
from accounts.permissions import MANAGE_PEOPLE
from core.web import worklist
from core.web.worklist import WorkItem

ROLES_AHEAD = dt.timedelta(days=14)
PASSWORDS_AHEAD = dt.timedelta(days=7)


def register() -> None:
    """Add accounts to the worklist; called from `AppConfig.ready`."""
    worklist.register(roles_ending)
    worklist.register(passwords_ending)


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
            reason=_("It expires soon; choose a new one when you have time."),
            url=reverse("accounts:password"),
            region_code="",
            due_on=ends_on,
        )
