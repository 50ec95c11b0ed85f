"""The county's own figures: who sets them, who approves them, from when they hold."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from psycopg2.extras import DateRange

from core import audit
from core.actors import Actor
from core.constraints import explained
from core.permissions import SET_PARAMETER
from core.policy.models import ParameterProposal, PolicyParameter
from core.policy.profiles import Policy, policies, set_for
from core.policy.values import clean_value, format_value
from core.refusals import Refused, refuse_if
from core.scope import contains, level_of

DOCUMENT_LIMIT = 200


@transaction.atomic
def set_parameter(
    *,
    key: str,
    region_code: str,
    value: Any,
    period: DateRange,
    document: str,
    by: Actor,
    approved_by: Actor,
) -> PolicyParameter:
    """Put a figure in force for a period, by two people.

    A figure without an end that began earlier ends where this one begins.
    """
    spec = spec_of(key, region_code)
    refuse_if(
        [
            *not_second_person(by, approved_by),
            *not_settable(spec, region_code, value, document, by, approved_by),
            *not_free(spec, key, region_code, period),
        ]
    )
    with explained():  # another person may have set it at the same moment
        row = _put(
            key,
            region_code,
            clean_value(spec, value),
            period,
            document.strip(),
            by,
            approved_by,
        )
    audit.record(
        by=by,
        verb="policy.set_parameter",
        target=row,
        after={
            "key": key,
            "value": row.value,
            "from": str(period.lower),
            "approved_by": approved_by.name,
        },
    )
    return row


@dataclass(frozen=True)
class ParameterOverview:
    """A parameter as the page shows it: in force now, set for later, proposed."""

    key: str
    label: str
    note: str
    required: bool
    value: str
    row: PolicyParameter | None
    coming: PolicyParameter | None = None
    coming_value: str = ""
    pending: ParameterProposal | None = None


def overview(
    policy: Policy, region_code: str, on: dt.date, user: Actor | None = None
) -> list[ParameterOverview]:
    """Every parameter of a profile with the value in force on a day; empty value = not set."""
    # Three queries for the page, however many parameters a profile has.
    rows, coming = rows_in_force(region_code, on), _coming(region_code, on)
    pending = (
        ParameterProposal.objects.visible_to(user).pending().by_key(region_code)
        if user
        else {}
    )
    return [
        _overview_of(key, spec, rows.get(key), coming.get(key), pending.get(key))
        for key, spec in policy.contents.get("parameters", {}).items()
    ]


def _overview_of(
    key: str,
    spec: dict[str, Any],
    row: PolicyParameter | None,
    later: PolicyParameter | None,
    pending: ParameterProposal | None,
) -> ParameterOverview:
    return ParameterOverview(
        key=key,
        label=spec["label"],
        note=spec.get("note", ""),
        required=spec.get("required", False),
        value=format_value(spec, row.value) if row else "",
        row=row,
        coming=later,
        coming_value=format_value(spec, later.value) if later else "",
        pending=pending,
    )


def rows_in_force(region_code: str, on: dt.date) -> dict[str, PolicyParameter]:
    """Every figure in force in a place on a day, of the nearest jurisdiction; one query."""
    rows = PolicyParameter.objects.filter(set_for(region_code), period__contains=on)
    people = rows.select_related("set_by", "approved_by")
    # Sorted by level, so that the nearest jurisdiction is written over the others.
    return {
        row.key: row
        for row in sorted(people, key=lambda row: level_of(row.region_code))
    }


def history(key: str, region_code: str) -> list[PolicyParameter]:
    """Everything ever set for a place, the latest period first."""
    rows = PolicyParameter.objects.filter(set_for(region_code), key=key)
    return list(
        rows.select_related("set_by", "approved_by").order_by("-period", "region_code")
    )


def previous_parameter(proposal: ParameterProposal) -> PolicyParameter | None:
    """The figure in force on the day before a proposed one begins; None without one."""
    if proposal.period.lower == dt.date.min:
        return None
    day = proposal.period.lower - dt.timedelta(days=1)
    return rows_in_force(proposal.region_code, day).get(proposal.key)


def spec_of(key: str, region_code: str) -> dict[str, Any]:
    """What the latest profile of the place says of a parameter; refused without one."""
    # The latest profile speaks: an older one may word the parameter differently.
    ours = [
        policy for policy in policies() if contains(policy.region_code, region_code)
    ]
    for policy in sorted(ours, key=lambda policy: policy.valid_from, reverse=True):
        if key in policy.contents.get("parameters", {}):
            return policy.parameter_spec(key)
    raise Refused(
        _(
            "No policy here leaves “%(key)s” to the county; choose one of its parameters."
        )
        % {"key": key}
    )


def spec_or_placeholder(key: str, region_code: str) -> dict[str, Any]:
    """The same for reading: old figures are shown when no profile knows them any more."""
    try:
        return spec_of(key, region_code)
    except Refused:
        return {"label": key, "type": "text"}


def not_second_person(by: Actor, approved_by: Actor) -> list[str]:
    """Whoever proposes a figure does not approve it."""
    return (
        [_("You set this figure; another person must approve it.")]
        if by.pk == approved_by.pk
        else []
    )


def not_settable(
    spec: dict[str, Any], region_code: str, value: Any, document: str, *people: Actor
) -> list[str]:
    """Why these people cannot set this value on this basis."""
    reasons = [
        _("%(name)s may not set figures here; ask the county office.")
        % {"name": person.name}
        for person in people
        if not person.can(SET_PARAMETER, region_code)
    ]
    if not document.strip() or len(document) > DOCUMENT_LIMIT:
        reasons.append(_("Give the document that sets the figure."))
    try:
        clean_value(spec, value)
    except Refused as refusal:
        reasons += refusal.reasons
    return reasons


def not_free(
    spec: dict[str, Any], key: str, region_code: str, period: DateRange
) -> list[str]:
    """Why the period cannot be set; an earlier figure without an end does not hinder."""
    if period.upper is not None and period.upper <= period.lower:
        return [_("The last day lies before the first.")]
    return [
        _(
            "“%(label)s” is already set for %(period)s; choose a period that starts after it."
        )
        % {"label": spec["label"], "period": format_period(row.period)}
        for row in _overlapping(key, region_code, period)
        if row.period.upper is not None or row.period.lower >= period.lower
    ]


def format_period(period: DateRange) -> str:
    """First and last day as people write them."""
    if period.upper is None:
        return _("from %(day)s on") % {"day": period.lower.isoformat()}
    return f"{period.lower} – {last_day(period)}"


def last_day(period: DateRange) -> dt.date | None:
    """The last day on which a figure holds; None while it has no end."""
    return period.upper - dt.timedelta(days=1) if period.upper else None


def _overlapping(key: str, region_code: str, period: DateRange) -> QuerySet:
    return PolicyParameter.objects.filter(
        key=key, region_code=region_code, period__overlap=period
    )


def _put(
    key: str,
    region_code: str,
    value: Any,
    period: DateRange,
    document: str,
    by: Actor,
    approved_by: Actor,
) -> PolicyParameter:
    # `not_free` has let only an open figure pass that began earlier.
    for row in _overlapping(key, region_code, period).select_for_update():
        row.period = DateRange(row.period.lower, period.lower)
        row.save(update_fields=["period"])
    return PolicyParameter.objects.create(
        key=key,
        region_code=region_code,
        value=value,
        period=period,
        document=document,
        set_by=by,
        approved_by=approved_by,
    )


def _coming(region_code: str, on: dt.date) -> dict[str, PolicyParameter]:
    """The next figure of each parameter that is set already and holds only later."""
    rows = PolicyParameter.objects.filter(
        Q(period__startswith__gt=on), set_for(region_code)
    )
    # Latest first, so that the next one stays.
    return {
        row.key: row
        for row in sorted(rows, key=lambda row: row.period.lower, reverse=True)
    }
