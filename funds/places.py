"""Where a person may move money."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser as User
from django.utils.translation import gettext as _

from core.refusals import Refused
from core.scope import COUNTY, at_level


def check_place(permission: str, region_code: str, by: User) -> None:
    """Refuse a deed outside the person's own area."""
    if not by.can(permission, region_code):
        raise Refused(_("This place is outside the area you may work for."))


def counties_of(user: User, permission: str) -> list[str]:
    """Codes of the counties in which the person holds a permission."""
    return sorted({at_level(lo, COUNTY) for lo, _hi in user.scope_ranges(permission)})
