"""What a password must be (two profiles, see PASSWORD_PROFILE), and how long it lasts."""

from __future__ import annotations

import datetime as dt
import re
import secrets
import string
from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.guesses import is_common, is_worn
from accounts.models import User
from core.scope import COUNTY, at_level
from villages.models import Region
from villages.spelling import spell

SHORTEST, LONGEST = 12, 128
CLASSES = (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^a-zA-Z0-9]")
CLASSES_NEEDED = 3
# Words anyone would try first against this system.
OFFICE_WORDS = (
    "fupin",
    "tuopin",
    "xiangcunzhenxing",
    "zhenxing",
    "jiandanglika",
    "lika",
    "扶贫",
    "脱贫",
    "乡村振兴",
    "立卡",
)
SHORTEST_WORD = 4
SEPARATORS = re.compile(r"[\s_\-.@!#*]+")
UNIT = re.compile(
    r"^(..+?)(?:自治县|自治旗|县|市|区|旗)$"
)  # a county is also guessed without its last character
READABLE = "".join(c for c in string.ascii_letters + string.digits if c not in "0O1lI")


class ProfileValidator:
    """Refuses short, common and guessable passwords; `djbh3` also asks for a mix of characters."""

    def validate(self, password: str, user: User | None = None) -> None:
        problems = [*_size(password), *_mix(password), *_common(password)]
        if user and not problems:  # comparing costs a hash each
            problems += _used_before(password, user)
        if guessed := _guessable(password, words_about(user) if user else OFFICE_WORDS):
            problems.append(
                _("The password contains “%(word)s”, which others would guess.")
                % {"word": guessed}
            )
        if problems:
            raise ValidationError(problems)

    def get_help_text(self) -> str:
        """What to heed, in one sentence."""
        if settings.PASSWORD_PROFILE == "djbh3":
            return gettext_lazy(
                "At least 12 characters, of three kinds: capital letters, small letters, digits, signs. "
                "No names of people or places."
            )
        return gettext_lazy(
            "At least 12 characters; several words are easiest. No names of people or places."
        )


def max_age(user: User) -> dt.timedelta | None:
    """How long a password lasts; the `asvs` profile forbids asking for a new one by the calendar."""
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


def words_about(user: User) -> tuple[str, ...]:
    """Account, name and counties of the person, also in pinyin, and the words of the office."""
    counties = {at_level(grant.region_code, COUNTY) for grant in user.active_grants}
    places = (
        Region.objects.current()
        .filter(code__in=counties)
        .values_list("name", flat=True)
    )
    names = [user.name, *(UNIT.sub(r"\1", place) for place in places)]
    return (user.username, *names, *(spell(name)[0] for name in names), *OFFICE_WORDS)


def _size(password: str) -> Iterable[str]:
    if len(password) < SHORTEST:
        yield _("The password needs at least %(count)d characters.") % {
            "count": SHORTEST
        }
    if len(password) > LONGEST:
        yield _("The password may have at most %(count)d characters.") % {
            "count": LONGEST
        }


def _mix(password: str) -> Iterable[str]:
    if settings.PASSWORD_PROFILE != "djbh3":
        return
    if sum(bool(re.search(kind, password)) for kind in CLASSES) < CLASSES_NEEDED:
        yield _(
            "Use three of these four: capital letters, small letters, digits, signs."
        )


def _common(password: str) -> Iterable[str]:
    if is_common(password):
        yield _("This password is used by many people; choose another one.")
    elif is_worn(password):
        yield _(
            "Common words, years and rows of keys are tried first; add something of your own."
        )


def _used_before(password: str, user: User) -> Iterable[str]:
    """The present password in both profiles; those before it where they have to change regularly."""
    if user.has_usable_password() and user.check_password(password):
        yield _("That is your present password; choose another one.")
    elif user.pk and settings.PASSWORD_PROFILE == "djbh3":
        former = user.former_passwords.newest(settings.PASSWORD_HISTORY)
        if any(
            check_password(password, kept)
            for kept in former.values_list("password", flat=True)
        ):
            words = _(
                "You have had this password before; choose one that is not among your last %(count)d."
            )
            yield words % {"count": settings.PASSWORD_HISTORY}


def _guessable(password: str, words: Iterable[str]) -> str:
    plain = SEPARATORS.sub("", password.casefold())
    for word in words:
        folded = SEPARATORS.sub("", word.casefold())
        long_enough = len(folded) >= (SHORTEST_WORD if folded.isascii() else 2)
        if long_enough and folded in plain:
            return word
    return ""
