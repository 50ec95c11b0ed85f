"""When a role may be given, and to whom: reasons against it; none means yes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext as _

from accounts.models import Grant, User
from accounts.roles import role_named
from core.scope import contains, level_of
from villages.models import Region

MANAGE = "accounts.manage_user"
# Roles that exclude all others of the same person; the database refuses it too (grant_powers_apart).
ALONE = {"account_admin", "auditor"}


def reasons_against_grant(
    *,
    person: User,
    role: str,
    region: Region | None,
    period: tuple[dt.date, dt.date | None],
    present: Iterable[Grant],
    by: User | None,
    on: dt.date,
) -> list[str]:
    """Why `by` may not give the role; `by=None` is the command line of the server and knows no region."""
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
        reasons.append(
            _(
                "The role “%(role)s” is not given for a place as wide as %(region)s; choose a smaller one."
            )
            % {"role": role_named(role).name, "region": region.name}
        )
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
    if all(by.can(MANAGE, grant.region_code) for grant in grants):
        return []
    return [
        _(
            "%(name)s also works outside your area; only an administrator of the wider area may do this."
        )
        % {"name": person.name}
    ]


def reasons_against_ending(*, grant: Grant, by: User | None, on: dt.date) -> list[str]:
    """Why `by` may not end the role."""
    reasons = []
    if grant.valid_to is not None and grant.valid_to <= on:
        reasons.append(_("This role has already ended."))
    if by is not None and grant.user_id == by.pk:
        reasons.append(
            _("You cannot end your own role; ask another account administrator.")
        )
    if by is not None and not by.can(MANAGE, grant.region_code):
        reasons.append(
            _(
                "This role is given outside your area; only an administrator there can end it."
            )
        )
    return reasons


def _against_giver(person: User, region: Region, by: User) -> list[str]:
    reasons = []
    if person.pk == by.pk:
        reasons.append(
            _("You cannot give yourself a role; ask another account administrator.")
        )
    if not by.can(MANAGE, region.code):
        reasons.append(
            _(
                "%(region)s is outside your area; its own administrator gives roles there."
            )
            % {"region": region.name}
        )
    return reasons


def _against_outlasting(
    role: str, region: Region, period: tuple[dt.date, dt.date | None], by: User
) -> list[str]:
    """An administrator for a time makes no administrator for longer: the other could prolong the first."""
    if MANAGE not in role_named(role).permissions:
        return []
    own = [
        g
        for g in by.active_grants
        if MANAGE in role_named(g.role).permissions
        and contains(g.region_code, region.code)
    ]
    ends = [grant.valid_to for grant in own]
    if not ends or None in ends or (period[1] is not None and period[1] <= max(ends)):
        return []
    words = _(
        "You are account administrator until %(day)s yourself and make nobody one for longer; enter an end."
    )
    return [words % {"day": max(ends).isoformat()}]


def _against_present(
    person: User,
    role: str,
    code: str,
    period: tuple[dt.date, dt.date | None],
    present: Iterable[Grant],
) -> list[str]:
    reasons = []
    for grant in present:
        if grant.valid_to == grant.valid_from or not _overlap(
            period, (grant.valid_from, grant.valid_to)
        ):
            continue  # one that was ended before it began held on no day
        if grant.role == role and contains(grant.region_code, code):
            reasons.append(
                _("%(name)s already has this role there.") % {"name": person.name}
            )
        elif grant.role != role and {role, grant.role} & ALONE:
            reasons.append(
                _(
                    "%(name)s is “%(role)s”; account administrators and auditors hold no other role."
                )
                % {"name": person.name, "role": grant.get_role_display()}
            )
    return list(dict.fromkeys(reasons))


def _overlap(
    one: tuple[dt.date, dt.date | None], other: tuple[dt.date, dt.date | None]
) -> bool:
    return (one[1] is None or other[0] < one[1]) and (
        other[1] is None or one[0] < other[1]
    )
