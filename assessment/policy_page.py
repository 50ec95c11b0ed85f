"""Which county a policy page is about, and the rows it shows of profile and figures."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from assessment.sections import HOUSEHOLD_EXIT, household_exit
from core.actors import Actor
from core.permissions import SET_PARAMETER
from core.policy import parameters
from core.policy.models import PolicyParameter
from core.policy.presenters import statements_of, steps_of
from core.policy.profiles import Policy, policies, policy_for
from core.policy.values import format_value
from core.refusals import Refused
from core.scope import COUNTY, contains
from villages.models import Region

MOST_COUNTIES = 200


def counties_of(user: Actor, permission: str) -> list[Region]:
    """The counties that overlap the person's places: a cadre reads their county's."""
    ranges = user.scope_ranges(permission)
    codes = {lo[:6].ljust(12, "0") for lo, _hi in ranges if lo[4:6] != "00"}
    regions = Region.objects.current().at_level(COUNTY)
    wide = regions.in_scope_of(user, permission)[:MOST_COUNTIES]
    return sorted(
        {*regions.filter(code__in=codes), *wide}, key=lambda region: region.code
    )


def requested_county(request: HttpRequest, permission: str) -> tuple[list[Region], str]:
    """The counties a person may choose from and the code of the one requested.

    404 for any other county.
    """
    counties = counties_of(request.user, permission)
    code = request.GET.get("region") or (counties[0].code if counties else "")
    if code not in {county.code for county in counties}:
        raise Http404
    return counties, code


def requested_parameter(
    request: HttpRequest, permission: str, key: str
) -> tuple[str, dict[str, Any]]:
    """The county requested and what its profile says of the parameter; else 404."""
    _counties, code = requested_county(request, permission)
    # Whoever reads may see the figures of a county that only overlaps their places;
    # whoever sets them must hold the permission for the county itself.
    if permission == SET_PARAMETER and not request.user.can(permission, code):
        raise Http404
    try:
        return code, parameters.spec_of(key, code)
    except Refused as refusal:
        raise Http404 from refusal


def policy_context(code: str, today: dt.date, user: Actor) -> dict[str, Any]:
    """What the policy page shows of a county: profile, figures, statements and steps."""
    reasons: list[str] = []
    try:
        profile: Policy | None = policy_for(code, today)
    except Refused as refusal:
        reasons, profile = refusal.reasons, _latest_policy(code)
    context: dict[str, Any] = {"policy": profile, "reasons": reasons}
    if profile is None:
        return context
    figures = parameters.overview(profile, code, today, user)
    section = household_exit(profile) if profile.has(HOUSEHOLD_EXIT) else None
    return context | {
        "parameters": figures,
        "statements": statements_of(profile),
        "exit": section,
        "steps": steps_of(section.steps, figures) if section else [],
    }


def parameter_row(
    spec: dict[str, Any], row: PolicyParameter, on: dt.date
) -> dict[str, Any]:
    """A figure as a page shows it, and whether it is in force on a day."""
    if on in row.period:
        state, label = "valid", _("holds now")
    elif row.period.lower > on:
        state, label = "planned", _("comes into force")
    else:
        state, label = "past", _("no longer in force")
    return {
        "row": row,
        "value": format_value(spec, row.value),
        "period": parameters.format_period(row.period),
        "state": state,
        "state_label": label,
    }


def _latest_policy(code: str) -> Policy | None:
    """The latest profile of the place, shown when none is in force any more."""
    ours = [profile for profile in policies() if contains(profile.region_code, code)]
    return max(ours, key=lambda profile: profile.valid_to, default=None)
