"""What a password must be (by PASSWORD_PROFILE), how long it lasts, temporary ones."""

from __future__ import annotations

import datetime as dt
import re
import secrets
import string
from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.password_strength import weakness
from core.scope import COUNTY, TOWNSHIP, VILLAGE, at_level
from villages.models import Region
from villages.spelling import spell

SHORTEST, LONGEST = 12, 128
CLASSES = (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^a-zA-Z0-9]")
CLASSES_NEEDED = 3
# What follows a name of two characters or more: 清河县 is also guessed as 清河.
UNIT = re.compile(
    r"(?<=..)(?:自治县|自治旗|县|市|区|旗|镇|乡|街道|村民委员会|村委会|村)$"
)
# Without letters and digits that look or sound alike when a password is told.
READABLE = "".join(c for c in string.ascii_letters + string.digits if c not in "0O1lI")


class ProfileValidator:
    """Refuses short and guessable passwords; `djbh3` also asks for a mix of characters."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise `ValidationError` with every sentence; Django's validators do so."""
        problems = [*_size(password), *_mix(password)]
        if weak := weakness(password, words_about(user) if user else ()):
            problems.append(weak)
        # Last, and only for a password that would do: each comparison costs a hash.
        if user and not problems:
            problems += _used_before(password, user)
        if problems:
            raise ValidationError(problems)

    def get_help_text(self) -> str:
        """What to heed, in one sentence."""
        if settings.PASSWORD_PROFILE == "djbh3":
            return gettext_lazy(
                "At least 12 characters, of three kinds: "
                "capital letters, small letters, digits, signs. "
                "No names of people or places."
            )
        return gettext_lazy(
            "At least 12 characters; several words are easiest. "
            "No names of people or places."
        )


def max_age(user: User) -> dt.timedelta | None:
    """How long a password lasts; None in the `asvs` profile, which forbids expiry."""
    if settings.PASSWORD_PROFILE == "asvs":
        return None
    return (
        settings.PASSWORD_AGE_ADMIN
        if "account_admin" in user.roles()
        else settings.PASSWORD_AGE
    )


def is_due(user: User, now: dt.datetime) -> bool:
    """Whether the person must set a new password before anything else."""
    age = max_age(user)
    return user.must_change_password or (
        age is not None and now - user.password_changed_at > age
    )


def is_lapsed(user: User, now: dt.datetime) -> bool:
    """Whether a password given by another person was not replaced in time (ASVS 6.4.1)."""
    return (
        user.must_change_password
        and now - user.password_changed_at > settings.TEMPORARY_PASSWORD_AGE
    )


def temporary_password() -> str:
    """A password to be said aloud once: no letters that look alike, in groups."""
    return "-".join(
        "".join(secrets.choice(READABLE) for _n in range(4)) for _group in range(4)
    )


def words_about(user: User) -> list[str]:
    """What others connect with the person: account, name, office, places; in pinyin too."""
    codes = {
        at_level(grant.region_code, level)
        for grant in user.active_grants
        for level in (COUNTY, TOWNSHIP, VILLAGE)
    }
    places = Region.objects.names(codes).values() if codes else ()
    # A given name is guessed without the surname, which has one character mostly.
    names = [user.name, user.name[1:], user.organisation, *places]
    names += [UNIT.sub("", name) for name in names]
    names = list(dict.fromkeys(name for name in names if name))
    spelt = [form for name in names for form in spell(name)]
    return [user.username, *names, *spelt]


def _size(password: str) -> Iterator[str]:
    if len(password) < SHORTEST:
        yield _("The password needs at least %(count)d characters.") % {
            "count": SHORTEST
        }
    if len(password) > LONGEST:
        yield _("The password may have at most %(count)d characters.") % {
            "count": LONGEST
        }


def _mix(password: str) -> Iterator[str]:
    if settings.PASSWORD_PROFILE != "djbh3":
        return
    if sum(bool(re.search(kind, password)) for kind in CLASSES) < CLASSES_NEEDED:
        yield _(
            "Use three of these four: capital letters, small letters, digits, signs."
        )


def _used_before(password: str, user: User) -> Iterator[str]:
    """The present password in both profiles; those before it where passwords expire."""
    if user.has_usable_password() and user.check_password(password):
        yield _("That is your present password; choose another one.")
    elif user.pk and settings.PASSWORD_PROFILE == "djbh3":
        former = user.former_passwords.newest(settings.PASSWORD_HISTORY)
        if any(
            check_password(password, kept)
            for kept in former.values_list("password", flat=True)
        ):
            words = _(
                "You have had this password before; "
                "choose one that is not among your last %(count)d."
            )
            yield words % {"count": settings.PASSWORD_HISTORY}
