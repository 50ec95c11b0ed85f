"""The page that shows which policy holds here, what it says, and what the county has set."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from assessment.sections import HOUSEHOLD_EXIT, household_exit
from assessment.statements import statements_of, steps_of
from core.permissions import SET_PARAMETER
from core.policy import parameters
from core.policy.profiles import Policy, policies, policy_for
from core.refusals import Refused
from core.scope import COUNTY, contains
from core.web.pages import page
from villages.models import Region

VIEW = "core.view_policyparameter"
MOST_COUNTIES = 200


@require_GET
@permission_required(VIEW, raise_exception=True)
def policy(request: HttpRequest) -> HttpResponse:
    """The profile in force for a county, with its phrases and the county's own figures."""
    today = timezone.localdate()
    counties, code = county_asked(request, VIEW)
    reasons: list[str] = []
    try:
        profile = policy_for(code, today)
    except Refused as refusal:
        reasons, profile = refusal.reasons, _any_policy(code)
    context: dict[str, Any] = {
        "counties": counties,
        "code": code,
        "today": today,
        "reasons": reasons,
        "policy": profile,
        "may_set": request.user.can(SET_PARAMETER, code),
    }
    if profile is not None:
        figures = parameters.overview(profile, code, today, request.user)
        section = household_exit(profile) if profile.has(HOUSEHOLD_EXIT) else None
        context |= {
            "parameters": figures,
            "statements": statements_of(profile),
            "exit": section,
            "steps": steps_of(section.steps, figures) if section else [],
        }
    return page(request, "assessment/policy.html", context)


def county_asked(request: HttpRequest, permission: str) -> tuple[list[Region], str]:
    """The counties in which a person holds a permission, and the code of the one he asks for; 404 for any other."""
    counties = _counties(request.user, permission)
    code = request.GET.get("region") or (counties[0].code if counties else "")
    if code not in {county.code for county in counties}:
        raise Http404
    return counties, code


def _counties(user: Any, permission: str) -> list[Region]:
    """The counties that meet the places a person may read: a cadre reads his county's policy."""
    ranges = user.scope_ranges(permission)
    codes = {lo[:6].ljust(12, "0") for lo, _hi in ranges if lo[4:6] != "00"}
    regions = Region.objects.current().at_level(COUNTY)
    wide = regions.in_scope_of(user, permission)[:MOST_COUNTIES]
    return sorted(
        {*regions.filter(code__in=codes), *wide}, key=lambda region: region.code
    )


def _any_policy(code: str) -> Policy | None:
    """The latest profile of the place though none is in force, so that the page shows what to continue."""
    ours = [profile for profile in policies() if contains(profile.region_code, code)]
    return max(ours, key=lambda profile: profile.valid_to, default=None)
