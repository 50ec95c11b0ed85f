"""What apps add to the process engine: reasons to wait, and effects of a move.

All are registered in `AppConfig.ready`. Effects run in the transaction of the move, so
that a refused effect undoes the move.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from core.actors import Actor
from core.cases.models import Case, CaseEvent
from core.scope import at_level

Blocker = Callable[[Case, dict[str, Any]], list[str]]
UnitNamer = Callable[[str, dt.date], str]
Effect = Callable[[Case, CaseEvent, Any], None]

_unit_namers: list[UnitNamer] = []
_blockers: dict[str, list[Blocker]] = {}
_forward_effects: dict[str, list[Effect]] = {}
_setback_effects: list[Effect] = []
_outcome_effects: dict[tuple[str, str], list[Effect]] = {}


def register_unit_namer(name: UnitNamer) -> None:
    """Let `(place, day) -> name` say which unit answers for a place."""
    _unit_namers.append(name)


def unit_of_step(case: Case, step: dict[str, Any], on: dt.date) -> str:
    """The unit that a step lies with; empty while nobody names units."""
    place = at_level(case.region_code, step["level"])
    return next((name(place, on) for name in _unit_namers), "")


def register_blocker(step_kind: str, rule: Blocker) -> None:
    """Let `(case, step) -> reasons` keep a step of this kind from being done."""
    _blockers.setdefault(step_kind, []).append(rule)


def register_forward_effect(step_kind: str, effect: Effect) -> None:
    """Run `(case, event, by)` when a step of this kind is done."""
    _forward_effects.setdefault(step_kind, []).append(effect)


def register_setback_effect(effect: Effect) -> None:
    """Run `(case, event, by)` when any case is returned, rejected or withdrawn."""
    _setback_effects.append(effect)


def register_outcome_effect(case_kind: str, outcome: str, effect: Effect) -> None:
    """Run `(case, event, by)` when a case of this kind ends so."""
    _outcome_effects.setdefault((case_kind, outcome), []).append(effect)


def blocking_reasons(case: Case, step: dict[str, Any]) -> Iterable[str]:
    """Every reason why the step cannot be done now."""
    for rule in _blockers.get(step["kind"], []):
        yield from rule(case, step)


def run_effects(case: Case, step: dict[str, Any], event: CaseEvent, by: Actor) -> None:
    """What follows from a move: of the step when it was done, of the case at its end."""
    if event.action == CaseEvent.Action.FORWARD:
        for effect in _forward_effects.get(step["kind"], []):
            effect(case, event, by)
    else:
        for effect in _setback_effects:
            effect(case, event, by)
    if not case.is_open:
        for effect in _outcome_effects.get((case.kind, case.state), []):
            effect(case, event, by)
