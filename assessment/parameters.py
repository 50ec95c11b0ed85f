"""The county's own figures: who sets them, who approves them, from when they hold."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.contrib.auth.models import AbstractBaseUser as User
from django.db import transaction
from django.utils.translation import gettext as _
from psycopg2.extras import DateRange

from core import audit
from core.models import PolicyParameter
from core.policy import Policy, policies, set_parameter_filter
from core.refusals import Refused, refuse_if
from core.scope import contains, level_of

PERMISSION = "core.set_policyparameter"
MONTH_DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])\Z")
DOCUMENT_LIMIT = 200


@transaction.atomic
def set_parameter(
    *,
    key: str,
    region_code: str,
    value: Any,
    period: DateRange,
    document: str,
    by: User,
    approved_by: User,
) -> PolicyParameter:
    """Put a figure in force for a period, by two people; an open figure before it ends where it begins."""
    spec = _spec(key, region_code)
    refuse_if(_refusals(spec, key, region_code, value, document, by, approved_by))
    earlier = PolicyParameter.objects.select_for_update().filter(
        key=key, region_code=region_code, period__overlap=period
    )
    for row in earlier:
        _end_at(row, period.lower, spec)
    row = PolicyParameter.objects.create(
        key=key,
        region_code=region_code,
        value=clean_value(spec, value),
        period=period,
        document=document.strip(),
        set_by=by,
        approved_by=approved_by,
    )
    audit.record(
        by=by,
        verb="policy.set_parameter",
        target=row,
        after={"key": key, "value": row.value, "from": str(period.lower), "approved_by": approved_by.name},
    )
    return row


@dataclass(frozen=True)
class Line:
    """One parameter as the page shows it: what it is, what the county has set, on what basis."""

    key: str
    label: str
    note: str
    required: bool
    value: str
    row: PolicyParameter | None

    @property
    def last_day(self) -> dt.date | None:
        """The last day on which it holds; None while it has no end."""
        end = self.row.period.upper if self.row else None
        return end - dt.timedelta(days=1) if end else None


def lines(policy: Policy, region_code: str, on: dt.date) -> list[Line]:
    """Every parameter of a profile with the value in force on a day; empty value = not set."""
    found, rows = [], rows_in_force(region_code, on)
    for key, spec in policy.contents.get("parameters", {}).items():
        row = rows.get(key)
        value = words(spec, row.value) if row else ""
        found.append(Line(key, spec["label"], spec.get("note", ""), spec.get("required", False), value, row))
    return found


def rows_in_force(region_code: str, on: dt.date) -> dict[str, PolicyParameter]:
    """Every figure that holds in a place on a day, of the nearest jurisdiction that sets it; one query."""
    rows = PolicyParameter.objects.filter(set_parameter_filter(region_code), period__contains=on)
    people = rows.select_related("set_by", "approved_by")
    return {row.key: row for row in sorted(people, key=lambda row: level_of(row.region_code))}


def words(spec: dict[str, Any], value: Any) -> str:
    """The value as people write it, with its unit."""
    if spec["type"] == "choice":
        return spec["choices"].get(value, str(value))
    if spec["type"] == "yuan":
        return _("%s yuan") % f"{value:,}"
    return f"{value}{spec.get('unit', '')}"


def clean_value(spec: dict[str, Any], value: Any) -> Any:
    """The value in the form the system keeps; `Refused` with what is expected when it is not one."""
    text = str(value).strip()
    kind = spec["type"]
    if kind in ("yuan", "int"):
        return _whole(spec, text)
    if kind == "share":
        return _share(spec, text)
    good = {
        "date": _is_date(text),
        "month_day": bool(MONTH_DAY.match(text)),
        "choice": text in spec.get("choices", {}),
        "text": 0 < len(text) <= DOCUMENT_LIMIT,
    }[kind]
    if not good:
        raise Refused(_("“%(label)s”: write %(form)s.") % {"label": spec["label"], "form": _form(spec)})
    return text


def _spec(key: str, region_code: str) -> dict[str, Any]:
    for policy in policies():
        if contains(policy.region_code, region_code) and key in policy.contents.get("parameters", {}):
            return policy.parameter_spec(key)
    raise Refused(_("No policy here leaves “%(key)s” to the county; choose one of its parameters.") % {"key": key})


def _refusals(
    spec: dict[str, Any], key: str, region_code: str, value: Any, document: str, by: User, approved_by: User
) -> list[str]:
    reasons = []
    if by.pk == approved_by.pk:
        reasons.append(_("You set this figure; another person must approve it."))
    reasons += [
        _("%(name)s may not set figures here; ask the county office.") % {"name": person.name}
        for person in (by, approved_by)
        if not person.can(PERMISSION, region_code)
    ]
    if not document.strip() or len(document) > DOCUMENT_LIMIT:
        reasons.append(_("Give the document that sets the figure."))
    try:
        clean_value(spec, value)
    except Refused as refusal:
        reasons += refusal.reasons
    return reasons


def _end_at(row: PolicyParameter, day: dt.date, spec: dict[str, Any]) -> None:
    if row.period.upper is not None or row.period.lower >= day:
        raise Refused(
            _("“%(label)s” is already set for %(period)s; choose a period that starts after it.")
            % {"label": spec["label"], "period": f"{row.period.lower} – {row.period.upper or ''}"}
        )
    row.period = DateRange(row.period.lower, day)
    row.save(update_fields=["period"])


def _whole(spec: dict[str, Any], text: str) -> int:
    low, high = spec.get("min"), spec.get("max")
    number = int(text) if re.fullmatch(r"-?\d{1,9}", text) else None
    if number is None or (low is not None and number < low) or (high is not None and number > high):
        raise Refused(_("“%(label)s”: write %(form)s.") % {"label": spec["label"], "form": _form(spec)})
    return number


def _share(spec: dict[str, Any], text: str) -> str:
    try:
        share = Fraction(text)
    except (ValueError, ZeroDivisionError):
        share = None
    if share is None or not 0 < share <= 1:
        raise Refused(_("“%(label)s”: write %(form)s.") % {"label": spec["label"], "form": _form(spec)})
    return str(share)


def _is_date(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _form(spec: dict[str, Any]) -> str:
    """What a good value looks like."""
    if spec["type"] in ("yuan", "int"):
        low, high = spec.get("min", ""), spec.get("max", "")
        return _("a whole number from %(low)s to %(high)s") % {"low": low, "high": high}
    return {
        "share": _("a share like 2/3, more than 0 and at most 1"),
        "date": _("a date like 2020-12-31"),
        "month_day": _("a month and day like 10-01"),
        "choice": _("one of: %s") % "、".join(spec.get("choices", {})),
        "text": _("some words"),
    }[spec["type"]]
