"""Freeze the facts, figures and verdicts of an exit case for those who decide it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from django.utils import timezone

from assessment.criteria import Criteria, Judgement, facts_of
from assessment.results import Result
from households.models import Household, HouseholdPeriod, MemberPeriod

# Taken over from snapshot to snapshot: a case is judged by what it was opened with.
KEPT = ("criteria", "period", "state_before", "parameters", "after_exit")


def period_row(household: Household, period: str) -> HouseholdPeriod | None:
    """What was recorded of the household in the period, or None."""
    return household.periods.filter(period=period).first()


def judge_household(household: Household, criteria: Criteria, period: str) -> Judgement:
    """The judgement of what is recorded now."""
    return criteria.judge(facts_of(period_row(household, period), criteria.columns))


def freeze(household: Household, kept: dict[str, Any]) -> dict[str, Any]:
    """The snapshot of an exit case: today's facts, and `kept` from when it was opened.

    All of it is JSON, and no full number of a person goes in.
    """
    criteria, period = Criteria.from_json(kept["criteria"]), kept["period"]
    row = period_row(household, period)
    facts = facts_of(row, criteria.columns)
    judgement = criteria.judge(facts)
    return {
        "household": _household(household),
        "members": _members(household, period),
        "facts": facts,  # raw values, to be judged and compared again
        "source": _source(row),
        "outcome": str(judgement.outcome),
        "indicators": [dataclasses.asdict(result) for result in judgement.results],
        # What a public notice shows of the household, and no more; see publicity.columns.
        "notice_row": {
            "group": household.group_name,
            "head_name": household.head_name,
            "member_count": str(household.member_count),
        },
        "frozen_on": timezone.localdate().isoformat(),
        **{key: kept[key] for key in KEPT},
    }


@dataclasses.dataclass(frozen=True)
class Change:
    """A line whose fact is another one today; `verdict` when it is judged otherwise."""

    key: str
    label: str
    then: dict[str, Any]
    now: Result
    verdict: bool


def differences(snapshot: dict[str, Any], household: Household) -> list[Change]:
    """The lines whose facts or verdict have changed since the snapshot.

    Facts are compared, not their wording, which may change with the language.
    """
    criteria = Criteria.from_json(snapshot["criteria"])
    facts = facts_of(period_row(household, snapshot["period"]), criteria.columns)
    today = {row.key: row for row in criteria.judge(facts).results}
    then = {row["key"]: row for row in snapshot["indicators"]}
    found = []
    for line in criteria.lines:
        before, now = then[line.key], today[line.key]
        judged_otherwise = before["outcome"] != now.outcome
        other_facts = any(
            str(facts[column]) != str(snapshot["facts"][column])
            for column in line.columns
        )
        if judged_otherwise or other_facts:
            change = Change(line.key, line.label, before, now, judged_otherwise)
            found.append(change)
    return found


def rejudge(snapshot: dict[str, Any]) -> Judgement:
    """The judgement again, from the facts and the standard kept in the case."""
    return Criteria.from_json(snapshot["criteria"]).judge(snapshot["facts"])


def _household(household: Household) -> dict[str, Any]:
    return {
        "hh_no": household.hh_no,
        "head_name": household.head_name,
        "head_id_mask": household.head_id_mask,
        "group_name": household.group_name,
        "region_code": household.region_code,
        "member_count": household.member_count,
        "first_identified_on": household.first_identified_on.isoformat(),
        "version": household.version,
    }


def _source(row: HouseholdPeriod | None) -> dict[str, Any]:
    """The record the facts come from, and who filled it in."""
    if row is None:
        return {}
    is_filled = isinstance(row.filled_on, dt.date)
    return {
        "record": row.pk,
        "version": row.version,
        "filled_on": row.filled_on.isoformat() if is_filled else "",
        "filled_by": row.filled_by_name,
    }


def relations_in(household: Household, period: str) -> dict[Any, str]:
    """The relation to the head of each member recorded in the period."""
    recorded = MemberPeriod.objects.filter(household=household, period=period)
    return dict(recorded.values_list("member_id", "relation"))


def _members(household: Household, period: str) -> list[dict[str, Any]]:
    relations = relations_in(household, period)
    return [
        {
            "person_no": member.person_no,
            "name": member.name,
            "relation": relations.get(member.pk, ""),
        }
        for member in household.members.counted().order_by("position", "id")
    ]
