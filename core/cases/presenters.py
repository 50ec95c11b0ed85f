"""Prepare the page of a case: its steps, its events, and what the reader may do now."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from core.cases import engine
from core.cases.evidence import evidence_form
from core.cases.models import Case, CaseEvent
from core.models import Attachment
from core.policy.profiles import policy_title

TONES = {
    CaseEvent.Action.FORWARD: "good",
    CaseEvent.Action.RETURN: "warn",
    CaseEvent.Action.REJECT: "bad",
    CaseEvent.Action.WITHDRAW: "neutral",
}


def context_of(case: Case, user: Any) -> dict[str, Any]:
    """Everything the template needs, decided here."""
    kind = engine.kind_of(case)
    offers = {offer.action: offer for offer in engine.offered(case, user)}
    events = list(case.events.select_related("actor"))
    files = list(
        Attachment.objects.filter(subject=case.papers).select_related("uploaded_by")
    )
    step = case.step
    return {
        "case": case,
        "kind": kind,
        "policy_title": policy_title(case.policy_name),
        "subject_url": kind.subject_url(case),
        "panel_url": kind.panel_url(case) if kind.panel_url else "",
        "steps": stepper(case, events),
        "events": [timeline_entry(case, event) for event in events],
        "attachments": files,
        "step": step,
        "forward": offers.get(CaseEvent.Action.FORWARD),
        "others": [
            offer
            for action, offer in offers.items()
            if action != CaseEvent.Action.FORWARD
        ],
        "form": evidence_form(step) if step else None,
        "file_fields": [
            spec for spec in (step or {}).get("evidence", []) if spec["type"] == "files"
        ],
        "earlier": engine.earlier_steps(case),
    }


def stepper(case: Case, events: list[CaseEvent]) -> list[dict[str, Any]]:
    """Each step as done, now, next or refused, with who did it."""
    done = {
        event.step: event
        for event in events
        if event.action == CaseEvent.Action.FORWARD
    }
    keys = [step["key"] for step in case.steps]
    here = keys.index(case.state) if case.state in keys else len(keys)
    stopped = (
        events[-1].step
        if events and case.state in (Case.REJECTED, Case.WITHDRAWN)
        else ""
    )
    shown = []
    for index, step in enumerate(case.steps):
        event = done.get(step["key"])
        state = "now" if index == here else "done" if index < here and event else "next"
        if stopped and not (state == "done" and keys.index(stopped) > index):
            state = "refused" if step["key"] == stopped else "skipped"
        note = event.actor.name if event and state == "done" else ""
        shown.append(
            {
                "label": step["name"],
                "state": state,
                "note": note,
                "at": event.at if note else None,
            }
        )
    return shown


def timeline_entry(case: Case, event: CaseEvent) -> dict[str, Any]:
    """One event with its evidence in words."""
    step = next(
        (step for step in case.steps if step["key"] == event.step), {"name": event.step}
    )
    said = [event.comment] if event.comment else []
    for spec in step.get("evidence", []):
        value = event.evidence.get(spec["key"])
        if value in (None, "", []):
            continue
        said.append(f"{spec['label']}：{_evidence_words(spec, value)}")
    title = step["name"]
    if event.action != CaseEvent.Action.FORWARD:
        title = f"{step['name']} · {event.get_action_display()}"
    return {
        "at": event.at,
        "title": title,
        "by": event.actor.name,
        "text": "；".join(said),
        "tone": TONES[event.action],
    }


def context_after(case: Case, request: HttpRequest, action: str) -> dict[str, Any]:
    """The page after a refusal: what was typed stands in its form, or beside it."""
    case.refresh_from_db()
    context = context_of(case, request.user) | {"typed": request.POST, "deed": action}
    if context["form"] is not None and action == CaseEvent.Action.FORWARD:
        context["form"] = evidence_form(case.step or {}, request.POST)
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


def _evidence_words(spec: dict[str, Any], value: Any) -> str:
    """One field of evidence as the timeline says it."""
    if spec["type"] == "yesno":
        return _("yes") if value else _("no")
    if spec["type"] == "files":
        return _("%(count)s file(s)") % {"count": len(value)}
    return str(value)
