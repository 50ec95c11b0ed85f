"""The permissions of core, and the check that a verb makes of the place it acts in."""

from __future__ import annotations

from django.utils.translation import gettext as _

from core.actors import Actor
from core.refusals import Refused

VIEW_CASE = "core.view_case"
MOVE_CASE = "core.move_case"
VIEW_AUDIT = "core.view_auditentry"
VIEW_PARAMETER = "core.view_policyparameter"
SET_PARAMETER = "core.set_policyparameter"


def check_place(permission: str, region_code: str, by: Actor) -> None:
    """Raise `Refused` unless the person holds the permission in this very place."""
    if not by.can(permission, region_code):
        raise Refused(_("This place is outside the area you may work for."))
