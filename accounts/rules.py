"""Reasons against giving or ending a role and against power over an account.

Each function returns sentences; an empty list means that it may be done.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext as _

from accounts.models import Grant, User
from accounts.permissions import MANAGE_PEOPLE
from accounts.roles import role_named
from core.scope import contains, level_of
from villages.models import Region

# Roles that exclude all others of the same person.
# See also: the constraint `grant_powers_apart` on Grant, which holds the same.
ALONE = {"account_admin", "auditor"}
Period = tuple[dt.date, dt.date | None]


def reasons_against_grant(
    *,
    person: User,
    role: str,
    region: Region | None,
    period: Period,
    present: Iterable[Grant],
    by: User | None,
    on: dt.date,
) -> list[str]:
    """Why `by` may not give the role for the region and period.

    `by=None` is the command line of the server, which is bound to no region.
    """
    if region is None:
        return [_("There is no such place; choose one from the list.")]
    reasons = []
    if by is not None:
        reasons += _against_giver(person, region, by)
        reasons += _against_outlasting(role, region, period, by)
        if period[0] < on:
            reasons.append(_("A role cannot begin in the past; choose today or later."))
    if not person.is_active:
        reasons.append(
            _("The account of %(name)s is switched off; switch it on first.")
            % {"name": person.name}
        )
    if level_of(region.code) < role_named(role).level:
        words = _(
            "The role “%(role)s” is not given for a place as wide as %(region)s; "
            "choose a smaller one."
        )
        reasons.append(words % {"role": role_named(role).name, "region": region.name})
    if period[1] is not None and period[1] <= period[0]:
        reasons.append(_("The last day must come after the first."))
    return reasons + _against_present(person, role, region.code, period, present)


def reasons_against_power_over(
    *, person: User, grants: Iterable[Grant], by: User | None
) -> list[str]:
    """Why `by` may not switch off the account or give it a new password."""
    if by is None:
        return []
    if person.pk == by.pk:
        return [
            _(
                "You cannot do this to your own account; ask another account administrator."
            )
        ]
    # Every grant, not any: who could set the password of a colleague with a wider area
    # could sign in as them and use it.
    if all(by.can(MANAGE_PEOPLE, grant.region_code) for grant in grants):
        return []
    words = _(
        "%(name)s also works outside your area; "
        "only an administrator of the wider area may do this."
    )
    return [words % {"name": person.name}]


def reasons_against_ending(*, grant: Grant, by: User | None, on: dt.date) -> list[str]:
    """Why `by` may not end the role."""
    reasons = []
    if grant.valid_to is not None and grant.valid_to <= on:
        reasons.append(_("This role has already ended."))
    if by is not None and grant.user_id == by.pk:
        reasons.append(
            _("You cannot end your own role; ask another account administrator.")
        )
    if by is not None and not by.can(MANAGE_PEOPLE, grant.region_code):
        words = _(
            "This role is given outside your area; "
            "only an administrator there can end it."
        )
        reasons.append(words)
    return reasons


def _against_giver(person: User, region: Region, by: User) -> list[str]:
    reasons = []
    if person.pk == by.pk:
        reasons.append(
            _("You cannot give yourself a role; ask another account administrator.")
        )
    if not by.can(MANAGE_PEOPLE, region.code):
        words = _(
            "%(region)s is outside your area; its own administrator gives roles there."
        )
        reasons.append(words % {"region": region.name})
    return reasons


def _against_outlasting(
    role: str, region: Region, period: Period, by: User
) -> list[str]:
    """An administrator for a time makes no administrator for longer.

    The second could otherwise prolong the first, and the limit would be none.
    """
    if MANAGE_PEOPLE not in role_named(role).permissions:
        return []
    own = [
        grant
        for grant in by.active_grants
        if MANAGE_PEOPLE in role_named(grant.role).permissions
        and contains(grant.region_code, region.code)
    ]
    ends = [grant.valid_to for grant in own]
    if not ends or None in ends or (period[1] is not None and period[1] <= max(ends)):
        return []
    words = _(
        "You are account administrator until %(day)s yourself "
        "and make nobody one for longer; enter an end."
    )
    return [words % {"day": max(ends).isoformat()}]


def _against_present(
    person: User,
    role: str,
    code: str,
    period: Period,
    present: Iterable[Grant],
) -> list[str]:
    """Roles the person has in the same days: the same one there, or one that excludes it."""
    reasons = []
    for grant in present:
        # One that was ended before it began held on no day.
        held_never = grant.valid_to == grant.valid_from
        if held_never or not _overlap(period, (grant.valid_from, grant.valid_to)):
            continue
        if grant.role == role and contains(grant.region_code, code):
            reasons.append(
                _("%(name)s already has this role there.") % {"name": person.name}
            )
        elif grant.role != role and {role, grant.role} & ALONE:
            words = _(
                "%(name)s is “%(role)s”; "
                "account administrators and auditors hold no other role."
            )
            reasons.append(
                words % {"name": person.name, "role": grant.get_role_display()}
            )
    return list(dict.fromkeys(reasons))


def _overlap(one: Period, other: Period) -> bool:
    """Whether two half-open periods share a day; an end of None is open."""
    return (one[1] is None or other[0] < one[1]) and (
        other[1] is None or one[0] < other[1]
    )
