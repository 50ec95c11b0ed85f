"""The process engine: open a case and move it through the steps of its policy.

A step is a table in the policy file:

    key       stable lower-case word
    name      official Chinese name of the step
    kind      task | decision | notice | announcement
    role      role slugs that may act, each within its own region
    level     3 county, 4 township, 5 village: whose step it is
    evidence  fields the actor fills in (`core.cases.evidence`)
    checks    what must hold of those fields
    apart_from  steps whose doers do not do this one (optional)
    due_days  parameter that gives the deadline in days (optional)
    notice    for notice steps: {kind, level, days (parameter), place, upheld_to}

`open_case` and `move` are its two verbs; `send_back` is for what is found outside the
steps, such as an upheld objection. What apps add is in `core.cases.hooks`, who
may do what in `core.cases.guards`; the database holds the same walk
(`core.cases.triggers`).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.actors import Actor
from core.cases.days import bounds_of
from core.cases.evidence import clean_evidence
from core.cases.guards import (
    Offer,
    can_move,
    check_move,
    earlier_steps,
    may_act,
    offered,
    reasons_against,
    refuse_actor,
    refuse_stale,
)
from core.cases.kinds import (
    CaseKind,
    kind_named,
    kind_of,
    kinds,
    register_kind,
    signers_of,
)
from core.cases.models import Case, CaseEvent
from core.cases.roles import register_role_labels, role_label
from core.cases.taking import set_due, take
from core.constraints import explained
from core.models import Attachment
from core.numbering import next_number
from core.policy.profiles import Policy
from core.refusals import Refused, clean_reason, refuse_if

__all__ = [
    "CaseKind",
    "Offer",
    "can_move",
    "check_move",
    "digest",
    "earlier_steps",
    "kind_of",
    "kinds",
    "may_act",
    "move",
    "offered",
    "open_case",
    "reasons_against",
    "register_kind",
    "register_role_labels",
    "role_label",
    "send_back",
    "signers_of",
]
Action = CaseEvent.Action
COMMENT_LIMIT = CaseEvent._meta.get_field("comment").max_length


def digest(snapshot: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON of what the deciders see."""
    # Sorted and without spaces, so that the same facts always have the same hash.
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
    by: Actor,
) -> Case:
    """Open a case at its first step; refused while another is open for the subject."""
    # Said here with the name of the subject; the constraint holds it against a race.
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
    # Before the row exists: who may not do the first step opens nothing.
    refuse_actor(case, steps[0], by)
    with explained():  # another person has opened one at the same moment
        case.save(force_insert=True)
    set_due(case)
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
    by: Actor,
    version: int,
    to_step: str = "",
    comment: str = "",
    evidence: dict[str, Any] | None = None,
) -> Case:
    """Take one action on a case under its row lock; of many at once exactly one wins."""
    # The version is compared under the lock; before it, forty people would all pass.
    case = Case.objects.select_for_update().get(pk=case_id)
    refuse_stale(case, version)
    step = check_move(case, action, by)
    comment = _clean_comment(action, comment)
    cleaned = {}
    if action == Action.FORWARD:
        cleaned = clean_evidence(
            step,
            evidence or {},
            people=signers_of(case),
            bounds=bounds_of(case, step),
        )
        _refuse_foreign_files(case, step, cleaned)
        _refreeze(case, step)
    return take(
        case,
        step,
        by,
        action=action,
        to_step=_target(case, action, to_step),
        role=_acting_role(case, step, by),
        comment=comment,
        evidence=cleaned,
    )


@transaction.atomic
def send_back(
    *, case_id: Any, to_step: str, by: Actor, role: str, comment: str
) -> Case:
    """Return a case for what was found outside its steps, whoever's step it stands at.

    The caller has asked whether the person may; `role` says as what they did it.
    """
    case = Case.objects.select_for_update().get(pk=case_id)
    if case.step is None:
        raise Refused(_("The case is closed; nothing more can be done on it."))
    return take(
        case,
        case.step,
        by,
        action=Action.RETURN,
        to_step=_target(case, Action.RETURN, to_step),
        role=role,
        comment=_clean_comment(Action.RETURN, comment),
    )


def _clean_comment(action: str, comment: str) -> str:
    """Going forward needs no words; every other action needs its reason."""
    if action == Action.FORWARD and not comment.strip():
        return ""
    return clean_reason(comment, COMMENT_LIMIT)


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
    # Else a person could show in their case what belongs to another one.
    refuse_if(
        _("Attach: %(label)s.") % {"label": label}
        for key, label in files.items()
        if not kept.issuperset(evidence[key])
    )


def _acting_role(case: Case, step: dict[str, Any], by: Actor) -> str:
    # A person may hold several roles of a step; the first one is written down.
    held = [role for role in step["role"] if by.holds(role, case.region_code)]
    return held[0] if held else "maker"


def _target(case: Case, action: str, to_step: str) -> str:
    if action == Action.REJECT:
        return Case.REJECTED
    if action == Action.WITHDRAW:
        return Case.WITHDRAWN
    keys = [step["key"] for step in case.steps]
    here = keys.index(case.state)
    # Without a choice a case goes back to where its facts were taken.
    if action == Action.RETURN:
        target = to_step or keys[0]
        if target not in keys[:here]:
            raise Refused(_("Choose an earlier step to return the case to."))
        return target
    # The last step ends in approval.
    return keys[here + 1] if here + 1 < len(keys) else Case.APPROVED


def _refreeze(case: Case, step: dict[str, Any]) -> None:
    """At the first step the facts are taken anew: what is proposed is what stands today."""
    # Later steps decide on what was proposed, whatever the register says by then.
    kind = kind_of(case)
    if step["key"] != case.steps[0]["key"] or kind.refreeze is None:
        return
    case.snapshot = kind.refreeze(case)
    case.snapshot_sha256 = digest(case.snapshot)
    case.save(update_fields=["snapshot", "snapshot_sha256"])
