"""Prepare the page of a case: its steps, its events, and what the reader may do now."""

from __future__ import annotations

from typing import Any

from django.forms import Form
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actors import Actor
from core.cases import engine, hooks
from core.cases.evidence import EvidenceForm, form_of
from core.cases.models import Case, CaseEvent
from core.cases.signing import names_of
from core.cases.signing import words as signing_words
from core.models import Attachment
from core.policy.profiles import policy_title

FORWARD = CaseEvent.Action.FORWARD
TONES = {
    FORWARD: "good",
    CaseEvent.Action.RETURN: "warn",
    CaseEvent.Action.REJECT: "bad",
    CaseEvent.Action.WITHDRAW: "neutral",
}


def context_of(case: Case, user: Actor) -> dict[str, Any]:
    """Everything the template needs, decided here."""
    kind, step = engine.kind_of(case), case.step
    events = list(case.events.select_related("actor"))
    files = Attachment.objects.filter(subject=case.papers)
    return {
        "case": case,
        "kind": kind,
        "policy_title": policy_title(case.policy_name),
        "subject_url": kind.subject_url(case),
        "panel_url": kind.panel_url(case) if kind.panel_url else "",
        "steps": stepper(case, events),
        "events": [timeline_entry(case, event) for event in events],
        "attachments": list(files.select_related("uploaded_by")),
        "step": step,
        **_asked(case, step),
        "earlier": engine.earlier_steps(case),
        **_buttons(case, user),
    }


def _asked(
    case: Case, step: dict[str, Any] | None, form: Form | None = None
) -> dict[str, Any]:
    """The form of the step, and its fields in their groups, files last in each."""
    if step is None:
        return {"form": None, "groups": [], "asks_remark": False}
    form = form or form_of(case, step)
    groups: dict[str, list[dict[str, Any]]] = {}
    specs = step.get("evidence", [])
    for spec in sorted(specs, key=lambda spec: spec["type"] == "files"):
        # Under the legend of the group a short label is enough.
        groups.setdefault(spec.get("group", ""), []).extend(
            {"bound": form[name], "label": spec.get("short", "")}
            for name in names_of(spec)
        )
    return {
        "form": form,
        "groups": list(groups.items()),
        "asks_remark": not _asks_for_words(step),
    }


def _asks_for_words(step: dict[str, Any]) -> bool:
    """Whether the step has a field for the opinion already: then there is no second."""
    return any(
        spec["type"] == "longtext" and spec.get("required", True)
        for spec in step.get("evidence", [])
    )


def _buttons(case: Case, user: Actor) -> dict[str, Any]:
    """The main button, and those that need a reason."""
    offers = engine.offered(case, user)
    return {
        "forward": next((offer for offer in offers if offer.action == FORWARD), None),
        "others": [offer for offer in offers if offer.action != FORWARD],
    }


def stepper(case: Case, events: list[CaseEvent]) -> list[dict[str, Any]]:
    """Each step as done, now, next, refused or skipped, with who did it."""
    done = {event.step: event for event in events if event.action == FORWARD}
    keys = [step["key"] for step in case.steps]
    here = keys.index(case.state) if case.state in keys else len(keys)
    # Of a case that was refused or withdrawn the last event tells where it stopped.
    ended = events and case.state in (Case.REJECTED, Case.WITHDRAWN)
    stopped = events[-1].step if ended else ""
    shown = []
    for index, step in enumerate(case.steps):
        event = done.get(step["key"])
        state = "now" if index == here else "done" if index < here and event else "next"
        if stopped and not (state == "done" and keys.index(stopped) > index):
            state = "refused" if step["key"] == stopped else "skipped"
        shown.append({"label": step["name"], "state": state, **_who(event, state)})
    return shown


def _who(event: CaseEvent | None, state: str) -> dict[str, Any]:
    """Who did a step, and when; of a step done before a return nothing is said."""
    if event is None or state != "done":
        return {"note": "", "at": None}
    return {"note": event.actor.name, "at": event.at}


def timeline_entry(case: Case, event: CaseEvent) -> dict[str, Any]:
    """One event with its evidence in words."""
    step = next(
        (step for step in case.steps if step["key"] == event.step), {"name": event.step}
    )
    title = step["name"]
    if event.action != FORWARD:
        title = f"{step['name']} · {event.get_action_display()}"
    return {
        "at": event.at,
        "title": title,
        "by": event.actor.name,
        "unit": _unit(case, step, event),
        "text": "；".join(_said(step, event)),
        "tone": TONES[event.action],
    }


def _unit(case: Case, step: dict[str, Any], event: CaseEvent) -> str:
    """The committee, government or office that acted, as it was called that day."""
    if "level" not in step:
        return ""
    return hooks.unit_of_step(case, step, timezone.localdate(event.at))


def _said(step: dict[str, Any], event: CaseEvent) -> list[str]:
    """What was written and filled in, each group of fields as one sentence."""
    said = [event.comment] if event.comment else []
    groups: dict[str, list[str]] = {}
    for spec in step.get("evidence", []):
        if event.evidence.get(spec["key"]) in (None, "", []):
            continue
        words = _evidence_words(spec, event.evidence)
        if legend := spec.get("group"):
            groups.setdefault(legend, []).append(words)
        else:
            said.append(f"{spec['label']}：{words}")
    return said + [f"{legend}：{'，'.join(words)}" for legend, words in groups.items()]


def context_after(
    case: Case, request: HttpRequest, action: str, form: Form
) -> dict[str, Any]:
    """The page after a refusal: what was typed stands in its form, or beside it."""
    at = case.state
    case.refresh_from_db()  # another person may have moved it: the page shows where to
    context = context_of(case, request.user) | {"typed": request.POST, "action": action}
    if isinstance(form, EvidenceForm) and case.state == at:
        context |= _asked(case, case.step, form)
    # Beside the mistakes of the form, and at once, what else stands in the way.
    context["reasons"] = engine.reasons_against(case, action, request.user)
    if not any(
        offer.action == action
        for offer in (context["forward"], *context["others"])
        if offer
    ):
        said = (
            text
            for name, text in request.POST.items()
            if name == "comment" or name.startswith("evidence-")
        )
        context["unsent"] = [text for text in said if text]
    return context


def _evidence_words(spec: dict[str, Any], evidence: dict[str, Any]) -> str:
    """One field of evidence as the timeline says it."""
    value = evidence[spec["key"]]
    if spec["type"] == "signer":
        return signing_words(spec, evidence)
    if spec["type"] == "choice":
        return str(spec["choices"].get(value, value))
    if spec["type"] == "yesno":
        return _("yes") if value else _("no")
    if spec["type"] == "files":
        return _("%(count)s file(s)") % {"count": len(value)}
    return str(value)
