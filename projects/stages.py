"""Which unit decided which stage of a project: village, township and county in turn.

The steps of a walk name their level; the unit is that of the project's place at that
level, under its name of the day. See `villages.units`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import (
    Exists,
    F,
    Func,
    IntegerField,
    JSONField,
    OuterRef,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import Cast, Concat, JSONObject, Left
from django.utils import timezone

from core import codelists
from core.cases.models import CaseEvent
from core.scope import (
    CODE_LENGTH,
    COUNTY,
    LEVEL_LENGTHS,
    TOWNSHIP,
    VILLAGE,
    at_level,
)
from projects.workflow import KIND, State
from villages.models import Region
from villages.units import OFFICE, unit_name

if TYPE_CHECKING:
    from projects.models import Project

AFTER_THE_CASE = (State.FUNDED, State.UNDER_WAY, State.ACCEPTED)
WAITING = ("notice", "announcement")  # kinds of steps that decide nothing
# Of a step by its key; see also `WAITING`.
LEVEL_OF_STEP = (
    '$.steps[*] ? (@.key == $key && @.kind != "notice" && @.kind != "announcement")'
    ".level"
)


@dataclass(frozen=True)
class Stage:
    """A step that let a project go on: when, and which unit and person answer for it."""

    name: str
    unit: str
    at: dt.datetime
    person: str = ""


def of_project(project: Project) -> list[Stage]:
    """The stages a project has passed, in their order; of a repeated one the latest."""
    events = (
        CaseEvent.objects.filter(case__kind=KIND, case__subject_id=project.pk)
        .filter(action=CaseEvent.Action.FORWARD)
        .select_related("case", "actor")
        .order_by("at")
    )
    latest: dict[str, Stage] = {}
    for event in events:
        step = next(one for one in event.case.steps if one["key"] == event.step)
        if step["kind"] not in WAITING:
            on = timezone.localdate(event.at)
            unit = unit_name(at_level(project.region_code, step["level"]), on)
            latest[step["key"]] = Stage(step["name"], unit, event.at, event.actor.name)
    found = [*latest.values(), *_after_the_case(project)]
    return sorted(found, key=lambda stage: stage.at)


def _after_the_case(project: Project) -> list[Stage]:
    """Money, work and acceptance: the stages that no case decides."""
    rows = project.stages.filter(state__in=AFTER_THE_CASE)
    return [
        Stage(row.get_state_display(), row.unit, row.reached_at, row.person_name)
        for row in rows
    ]


def passed(level: int) -> QuerySet:
    """The events by which this level let a project go on, the latest first."""
    found = Func(
        F("case__flow"),
        Value(LEVEL_OF_STEP),
        JSONObject(key=F("step")),
        function="jsonb_path_query_first",
        output_field=JSONField(),
    )
    events = CaseEvent.objects.filter(
        case__kind=KIND, action=CaseEvent.Action.FORWARD
    ).alias(level=Cast(found, IntegerField()))
    return events.filter(level=level).order_by("-at")


def decided_by(text: str) -> Q:
    """Projects of which a stage was decided by a unit of this name, or a part of it."""
    found = Q()
    for level in (VILLAGE, TOWNSHIP):
        found |= _decided(text, level, "")
    # The county's office had other names in other years.
    for era in codelists.every_item(OFFICE):
        held = _in(era.valid_from, era.valid_to)
        found |= _decided(text, COUNTY, era.label, held)
    return found


def _decided(text: str, level: int, office: str, held: Q | None = None) -> Q:
    digits = LEVEL_LENGTHS[level]
    place = Concat(
        Left(OuterRef("region_code"), digits), Value("0" * (CODE_LENGTH - digits))
    )
    units = Region.objects.with_unit(office).at_level(level).filter(code=place)
    events = passed(level).filter(held or Q(), case__subject_id=OuterRef("pk"))
    return Q(Exists(events)) & Q(Exists(units.filter(unit__contains=text)))


def _in(first: dt.date | None, after: dt.date | None) -> Q:
    """Of events from one day on and before another."""
    held = Q()
    if first is not None:
        held &= Q(at__gte=_midnight(first))
    if after is not None:
        held &= Q(at__lt=_midnight(after))
    return held


def _midnight(day: dt.date) -> Any:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))
