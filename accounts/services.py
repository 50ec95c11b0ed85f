"""Make accounts, give, end and hand over roles, set passwords.

`by=None` is the command line of the server.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import passwords, rules, sessions
from accounts.models import ApiToken, EndedSession, FormerPassword, Grant, Session, User
from core import audit, handover
from core.constraints import explained
from core.locks import advisory_lock
from core.refusals import Refused, refuse_if
from core.scope import contains
from villages.models import Region


@dataclass(frozen=True)
class NewPassword:
    """A person and the password to tell them; it is kept nowhere else."""

    user: User
    password: str


@transaction.atomic
def create_person(
    *,
    username: str,
    name: str,
    role: str,
    region_code: str,
    by: User | None,
    organisation: str = "",
    phone: str = "",
    note: str = "",
) -> NewPassword:
    """An account with its first role and a password to be changed at the first sign-in."""
    # Accounts are kept in small letters: nobody minds capitals at the sign-in page.
    username = username.strip().lower()
    # Two who choose the same name at once: the second sees the first, and is told.
    advisory_lock(f"username:{username}")
    if User.objects.filter(username=username).exists():
        raise Refused(
            _("The account “%(account)s” is already taken; choose another.")
            % {"account": username}
        )
    password = passwords.temporary_password()
    user = User.objects.create_user(
        username, name.strip(), password, organisation=organisation, phone=phone
    )
    audit.record(
        by=by,
        verb="person.create",
        target=user,
        region_code=region_code,
        after={"username": username},
    )
    # Refused here, the account is undone too: nobody exists without a role.
    grant_role(user=user, role=role, region_code=region_code, by=by, note=note)
    return NewPassword(user, password)


@transaction.atomic
def grant_role(
    *,
    user: User,
    role: str,
    region_code: str,
    by: User | None,
    valid_from: dt.date | None = None,
    valid_to: dt.date | None = None,
    note: str = "",
    handed_over_from: Grant | None = None,
) -> Grant:
    """Give a role for a region from today or later; it holds from the next request."""
    period = (valid_from or timezone.localdate(), valid_to)
    # Under the lock of the person: two roles given at once each see the other.
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    _refuse_grant(user, role, region_code, period, by)
    # The rules have answered; a constraint speaks only for what they did not see.
    with explained():
        grant = Grant.objects.create(
            user=user,
            role=role,
            region_code=region_code,
            valid_from=period[0],
            valid_to=valid_to,
            granted_by=by,
            handed_over_from=handed_over_from,
            note=note,
        )
    audit.record(
        by=by,
        verb="grant.give",
        target=user,
        region_code=region_code,
        after=_audited(grant),
        purpose=note,
    )
    return grant


@transaction.atomic
def end_grant(*, grant: Grant, by: User | None, note: str = "") -> Grant:
    """End a role as of today; its row stays."""
    today = timezone.localdate()
    grant = Grant.objects.select_for_update().select_related("user").get(pk=grant.pk)
    refuse_if(rules.reasons_against_ending(grant=grant, by=by, on=today))
    before = _audited(grant)
    # A role that was to begin later ends on its first day, and so held on none.
    grant.valid_to = max(today, grant.valid_from)
    grant.save(update_fields=["valid_to"])
    audit.record(
        by=by,
        verb="grant.end",
        target=grant.user,
        region_code=grant.region_code,
        before=before,
        after=_audited(grant),
        purpose=note,
    )
    return grant


@transaction.atomic
def hand_over(
    *, grants: Iterable[Grant], successor: User, by: User | None, note: str = ""
) -> list[Grant]:
    """End the roles and give them to the successor from today, all or none.

    What was begun in them (cases, tasks, drafts) goes along. A role the successor has
    already only ends; where theirs ends earlier, they go on from that day.
    """
    grants = sorted(grants, key=lambda grant: grant.pk)
    if not grants:
        raise Refused(_("Choose at least one role to hand over."))
    # All accounts are locked before the first role is touched.
    _lock_people({grant.user_id for grant in grants} | {successor.pk})
    if any(grant.user_id == successor.pk for grant in grants):
        raise Refused(_("Choose another person as the successor."))
    passed = [_pass_on_grant(grant, successor, by, note) for grant in grants]
    # What was begun goes along by person: an app asks who had it, and in which places.
    for person_id in {grant.user_id for grant in grants}:
        handover.hand_over(
            person_id,
            successor.pk,
            [grant for grant in grants if grant.user_id == person_id],
        )
    return [grant for grant in passed if grant is not None]


@transaction.atomic
def set_in_use(*, user: User, in_use: bool, by: User | None, note: str = "") -> User:
    """Switch an account off, which ends its sign-ins and tokens at once, or on again."""
    user = _locked_for_power(user, by)
    # Pressed twice, or by two people: no second entry in the audit.
    if user.is_active == in_use:
        return user
    user.is_active = in_use
    user.save(update_fields=["is_active"])
    # Now, not when the session expires: what they have open answers no more.
    if not in_use:
        _end_access(user)
    audit.record(
        by=by,
        verb="person.on" if in_use else "person.off",
        target=user,
        region_code=_home(user),
        purpose=note,
    )
    return user


@transaction.atomic
def give_password(*, user: User, by: User | None) -> NewPassword:
    """A new temporary password; the old one, all sign-ins and tokens end."""
    user = _locked_for_power(user, by)
    password = passwords.temporary_password()
    _replace_password(user, password, temporary=True)
    _end_access(user)
    audit.record(
        by=by, verb="person.password_given", target=user, region_code=_home(user)
    )
    return NewPassword(user, password)


@transaction.atomic
def set_own_password(*, user: User, password: str) -> User:
    """The person's own choice, already validated; what it opened elsewhere ends."""
    _replace_password(user, password, temporary=False)
    # Who knew the old password may have made a token by it.
    ApiToken.objects.filter(user=user).delete()
    audit.record(
        by=user, verb="person.password_set", target=user, region_code=_home(user)
    )
    return user


def _refuse_grant(
    user: User, role: str, region_code: str, period: rules.Period, by: User | None
) -> None:
    """Raise `Refused` with every reason against the role; the account must be locked."""
    refuse_if(
        rules.reasons_against_grant(
            person=user,
            role=role,
            region=Region.objects.current().filter(code=region_code).first(),
            period=period,
            present=user.grants.all(),
            by=by,
            on=timezone.localdate(),
        )
    )


def _lock_people(keys: set[int]) -> None:
    """Lock accounts in the order of their keys, so that two hand-overs never deadlock."""
    people = User.objects.select_for_update(no_key=True).filter(pk__in=keys)
    list(people.order_by("pk"))


def _pass_on_grant(
    grant: Grant, successor: User, by: User | None, note: str
) -> Grant | None:
    """End one role and give it to the successor; None where they have it already."""
    ended = end_grant(grant=grant, by=by, note=note)
    begins = _free_from(successor, ended, max(grant.valid_from, timezone.localdate()))
    if begins is None or (grant.valid_to is not None and grant.valid_to <= begins):
        return None
    return grant_role(
        user=successor,
        role=ended.role,
        region_code=ended.region_code,
        valid_from=begins,
        valid_to=grant.valid_to,
        by=by,
        note=note,
        handed_over_from=ended,
    )


def _replace_password(user: User, password: str, *, temporary: bool) -> None:
    """Set it and keep the hash of the one before, as many as are compared."""
    FormerPassword.objects.create(user=user, password=user.password)
    # No more hashes than are compared: an old one only helps who steals the table.
    newest = user.former_passwords.newest(settings.PASSWORD_HISTORY)
    kept = list(newest.values_list("pk", flat=True))
    user.former_passwords.exclude(pk__in=kept).delete()
    user.set_password(password)
    user.must_change_password, user.password_changed_at = temporary, timezone.now()
    user.save(update_fields=["password", "must_change_password", "password_changed_at"])


def _locked_for_power(user: User, by: User | None) -> User:
    """The account under its lock, once `by` has power over all of its roles."""
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    # Also roles that begin later: a password set today still opens them then.
    grants = user.grants.not_over(timezone.localdate())
    refuse_if(rules.reasons_against_power_over(person=user, grants=grants, by=by))
    return user


def _end_access(user: User) -> None:
    """End all sign-ins and tokens of the account."""
    sessions.end(Session.objects.filter(user=user), EndedSession.Because.ACCESS)
    ApiToken.objects.filter(user=user).delete()


def _free_from(user: User, grant: Grant, day: dt.date) -> dt.date | None:
    """The first day they do not hold the role yet; None when theirs has no end."""
    held = user.grants.not_over(day).filter(role=grant.role).order_by("valid_from")
    # In the order of their beginning, so that roles that follow each other add up.
    for own in held:
        if contains(own.region_code, grant.region_code) and own.valid_from <= day:
            if own.valid_to is None:
                return None
            day = max(day, own.valid_to)
    return day


def _home(user: User) -> str:
    """The place under which the audit files the action: that of the latest role."""
    grant = user.grants.order_by("-valid_from", "-pk").first()
    return grant.region_code if grant else ""


def _audited(grant: Grant) -> dict[str, str]:
    """What the audit keeps of a grant."""
    return {
        "role": grant.role,
        "region": grant.region_code,
        "from": grant.valid_from.isoformat(),
        "to": grant.valid_to.isoformat() if grant.valid_to else "",
    }
