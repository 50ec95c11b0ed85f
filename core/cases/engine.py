"""The process engine: a case walks the ordered steps of a process taken from the policy.

A step is a table in the policy file:

    key       stable lower-case word
    name      official Chinese name of the step
    kind      task | decision | notice | announcement
    role      role slugs that may act, each within its own region
    level     3 county, 4 township, 5 village: whose step it is
    evidence  fields the actor fills in (`core.cases.evidence`)
    checks    equations between those fields
    due_days  parameter that gives the deadline in days (optional)
    notice    for notice steps: {kind, level, days (parameter), place}

Apps register what the engine cannot know: `register_kind`, `@blocker(step_kind)`,
`@on_forward(step_kind)` and `@on_outcome(case_kind, outcome)`, all in `AppConfig.ready`.
The database holds the same walk (`core.cases.triggers`).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractBaseUser as User
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import audit
from core.calendar import add_days
from core.cases.evidence import clean_evidence
from core.cases.kinds import CaseKind, kind_named, kind_of, kinds, register_kind
from core.cases.models import Case, CaseEvent
from core.models import Attachment
from core.numbering import next_number
from core.policy.profiles import Policy, parameter_row
from core.refusals import Refused, Stale, refuse_if

__all__ = [
    "CaseKind",
    "Offer",
    "blocker",
    "can_move",
    "check_move",
    "digest",
    "earlier_steps",
    "kind_of",
    "kinds",
    "may_act",
    "move",
    "offered",
    "on_forward",
    "on_outcome",
    "open_case",
    "register_kind",
    "register_role_labels",
    "role_label",
]
Action = CaseEvent.Action


Blocker = Callable[[Case, dict[str, Any]], list[str]]
Effect = Callable[[Case, CaseEvent, Any], None]

_blockers: dict[str, list[Blocker]] = {}
_forward_effects: dict[str, list[Effect]] = {}
_role_labels: dict[str, Any] = {}
_outcome_effects: dict[tuple[str, str], list[Effect]] = {}


def register_role_labels(labels: dict[str, Any]) -> None:
    """Tell the engine what the roles of the steps are called; the app of people does, at start."""
    _role_labels.update(labels)


def role_label(slug: str) -> str:
    return str(_role_labels.get(slug, slug))


def blocker(step_kind: str) -> Callable[[Blocker], Blocker]:
    """Register `(case, step) -> reasons` that keep a step of this kind from being done."""

    def register(rule: Blocker) -> Blocker:
        _blockers.setdefault(step_kind, []).append(rule)
        return rule

    return register


def on_forward(step_kind: str) -> Callable[[Effect], Effect]:
    """Register `(case, event, by)` run in the same transaction when such a step is done."""

    def register(effect: Effect) -> Effect:
        _forward_effects.setdefault(step_kind, []).append(effect)
        return effect

    return register


def on_outcome(case_kind: str, outcome: str) -> Callable[[Effect], Effect]:
    """Register `(case, event, by)` run in the same transaction when the case ends so."""

    def register(effect: Effect) -> Effect:
        _outcome_effects.setdefault((case_kind, outcome), []).append(effect)
        return effect

    return register


def digest(snapshot: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON of what the deciders see."""
    canonical = json.dumps(
        snapshot, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


@transaction.atomic
def open_case(
    *,
    kind: str,
    subject_id: Any,
    subject_label: str,
    region_code: str,
    policy: Policy,
    policy_on: dt.date,
    steps: list[dict[str, Any]],
    snapshot: dict[str, Any],
    by: User,
) -> Case:
    """Open a case at its first step; refused when one about the same subject is still open."""
    if Case.objects.of_kind(kind).about(subject_id).still_open().exists():
        raise Refused(
            _("A case of this kind is already open for %(label)s.")
            % {"label": subject_label}
        )
    case = Case(
        kind=kind,
        number=next_number(
            prefix=kind_named(kind).number_prefix, region_code=region_code, on=policy_on
        ),
        subject_id=subject_id,
        subject_label=subject_label,
        region_code=region_code,
        policy_name=policy.name,
        policy_digest=policy.digest,
        policy_on=policy_on,
        flow={"steps": steps},
        state=steps[0]["key"],
        snapshot=snapshot,
        snapshot_sha256=digest(snapshot),
        opened_by=by,
    )
    _refuse_actor(case, steps[0], by)
    try:
        with transaction.atomic():
            case.save(force_insert=True)
    except IntegrityError as error:
        if "case_one_open_per_subject" not in str(error):
            raise
        raise Refused(
            _("A case of this kind is already open for %(label)s.")
            % {"label": subject_label}
        ) from error
    _set_due(case)
    audit.record(
        by=by,
        verb="case.open",
        target=case,
        after={"kind": kind, "number": case.number},
    )
    return case


@transaction.atomic
def move(
    *,
    case_id: Any,
    action: str,
    by: User,
    version: int,
    to_step: str = "",
    comment: str = "",
    evidence: dict[str, Any] | None = None,
) -> Case:
    """Take one deed on a case under its row lock; exactly one of many at the same moment wins."""
    case = Case.objects.select_for_update().get(pk=case_id)
    refuse_stale(case, version)
    step = case.step
    check_move(case, action, by)
    cleaned = {}
    if action == Action.FORWARD:
        cleaned = clean_evidence(step, evidence or {})
        _refuse_foreign_files(case, step, cleaned)
        _refreeze(case, step)
    elif not comment.strip():
        raise Refused(_("Give the reason, so that the others know what to do."))
    event = CaseEvent.objects.create(
        case=case,
        region_code=case.region_code,
        seq=case.version + 1,
        round=case.round,
        action=action,
        step=case.state,
        to_step=_target(case, action, to_step),
        actor=by,
        role=_acting_role(case, step, by),
        comment=comment.strip(),
        evidence=cleaned,
        snapshot_sha256=case.snapshot_sha256,
    )
    case.refresh_from_db()
    _set_due(case)
    _run_effects(case, step, event, by)
    audit.record(
        by=by,
        verb=f"case.{action}",
        target=case,
        before={"step": event.step},
        after={"step": event.to_step},
    )
    return case


def check_move(case: Case, action: str, by: User) -> None:
    """Raise `Refused` with every reason why this person cannot do this now."""
    step = case.step
    if step is None:
        raise Refused(_("The case is closed; nothing more can be done on it."))
    if action == Action.WITHDRAW:
        if case.opened_by_id != by.pk and not may_act(case, step, by):
            raise Refused(_("Only the one who proposed the case may withdraw it."))
        return
    _refuse_actor(case, step, by)
    if action == Action.REJECT and step["kind"] != "decision":
        raise Refused(
            _("Only a reviewing step can reject; return the case or withdraw it.")
        )
    if action == Action.RETURN and case.steps[0]["key"] == step["key"]:
        raise Refused(_("This is the first step; there is nothing to return to."))
    if action == Action.FORWARD:
        refuse_if(
            reason
            for rule in _blockers.get(step["kind"], [])
            for reason in rule(case, step)
        )


def can_move(case: Case, action: str, by: User) -> bool:
    """Whether `check_move` would let it pass."""
    try:
        check_move(case, action, by)
    except Refused:
        return False
    return True


@dataclass(frozen=True)
class Offer:
    """A button: shown when the person may act at all; disabled, with its reasons, when blocked."""

    action: str
    label: str
    reasons: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        return not self.reasons


def offered(case: Case, by: User) -> list[Offer]:
    """The deeds this person may take now, blocked ones with the reason."""
    step = case.step
    if step is None:
        return []
    labels = {
        Action.FORWARD: step["name"],
        Action.RETURN: _("Return"),
        Action.REJECT: _("Reject"),
    }
    offers = []
    if may_act(case, step, by):
        for action, label in labels.items():
            if action == Action.REJECT and step["kind"] != "decision":
                continue
            if action == Action.RETURN and case.steps[0]["key"] == step["key"]:
                continue
            offers.append(Offer(action, label, tuple(_reasons(case, action, by))))
    if case.opened_by_id == by.pk:
        offers.append(Offer(Action.WITHDRAW, _("Withdraw")))
    return offers


def may_act(case: Case, step: dict[str, Any], by: User) -> bool:
    """Whether the person holds a role of this step in the region of the case."""
    return any(by.holds(role, case.region_code) for role in step["role"])


def earlier_steps(case: Case) -> list[dict[str, Any]]:
    """The steps a case can be returned to, nearest first."""
    keys = [step["key"] for step in case.steps]
    return list(reversed(case.steps[: keys.index(case.state)])) if case.is_open else []


def _reasons(case: Case, action: str, by: User) -> list[str]:
    try:
        check_move(case, action, by)
    except Refused as refusal:
        return refusal.reasons
    return []


def _set_due(case: Case) -> None:
    """The deadline of the step the case has come to, where the jurisdiction has set one."""
    key = (case.step or {}).get("due_days")
    row = parameter_row(key, case.region_code, timezone.localdate()) if key else None
    if row is not None:
        case.step_due_on = add_days(timezone.localdate(), int(row.value), working=False)
        case.save(update_fields=["step_due_on"])


def refuse_stale(case: Case, version: int) -> None:
    """Raise `Stale`, naming who was faster, unless the case is still the one that was looked at."""
    if case.version == version:
        return
    last = case.events.select_related("actor").order_by("-seq").first()
    if last is None:  # a version nobody was ever shown
        raise Stale(
            _(
                "Someone else has changed this in the meantime. Reload the page and look again."
            )
        )
    raise Stale(
        _("%(name)s has already handled this step at %(time)s; look at the case again.")
        % {
            "name": last.actor.name,
            "time": last.at.astimezone().strftime("%Y-%m-%d %H:%M"),
        }
    )


def _refuse_actor(case: Case, step: dict[str, Any], by: User) -> None:
    if not may_act(case, step, by):
        raise Refused(
            _("The step “%(step)s” is not yours to do.") % {"step": step["name"]}
        )
    if step["kind"] != "decision":
        return
    if case.opened_by_id == by.pk:
        raise Refused(_("You proposed this case; another person must decide it."))
    done = case.events.filter(actor=by)
    if done.decisions().exclude(step=step["key"]).exists():
        raise Refused(
            _(
                "You decided an earlier step of this case; another person must decide this one."
            )
        )
    if done.tasks_of(case).exists():
        raise Refused(
            _("You did an earlier step of this case; another person must decide it.")
        )


def _refuse_foreign_files(
    case: Case, step: dict[str, Any], evidence: dict[str, Any]
) -> None:
    """A paper that is named must have been handed in with this very case."""
    files = {
        spec["key"]: spec["label"]
        for spec in step.get("evidence", [])
        if spec["type"] == "files"
    }
    if not any(evidence.get(key) for key in files):
        return
    kept = {
        str(pk)
        for pk in Attachment.objects.filter(subject=case.papers).values_list(
            "pk", flat=True
        )
    }
    refuse_if(
        _("Attach: %(label)s.") % {"label": label}
        for key, label in files.items()
        if not kept.issuperset(evidence[key])
    )


def _acting_role(case: Case, step: dict[str, Any], by: User) -> str:
    held = [role for role in step["role"] if by.holds(role, case.region_code)]
    return held[0] if held else "maker"


def _target(case: Case, action: str, to_step: str) -> str:
    if action == Action.REJECT:
        return Case.REJECTED
    if action == Action.WITHDRAW:
        return Case.WITHDRAWN
    keys = [step["key"] for step in case.steps]
    here = keys.index(case.state)
    if action == Action.RETURN:
        target = to_step or keys[0]
        if target not in keys[:here]:
            raise Refused(_("Choose an earlier step to return the case to."))
        return target
    return keys[here + 1] if here + 1 < len(keys) else Case.APPROVED


def _refreeze(case: Case, step: dict[str, Any]) -> None:
    """At the first step the facts are taken anew: what is proposed is what stands today."""
    kind = kind_of(case)
    if step["key"] != case.steps[0]["key"] or kind.refreeze is None:
        return
    case.snapshot = kind.refreeze(case)
    case.snapshot_sha256 = digest(case.snapshot)
    case.save(update_fields=["snapshot", "snapshot_sha256"])


def _run_effects(case: Case, step: dict[str, Any], event: CaseEvent, by: User) -> None:
    if event.action == Action.FORWARD:
        for effect in _forward_effects.get(step["kind"], []):
            effect(case, event, by)
    if not case.is_open:
        for effect in _outcome_effects.get((case.kind, case.state), []):
            effect(case, event, by)
