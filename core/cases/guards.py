"""Who may do what at a step of a case: the guards of a move, and the buttons offered.

`check_move` raises, `can_move` and `offered` ask it, so that a button, the API and the
verb never disagree. The database holds the same guards (`core.cases.triggers`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from core.actors import Actor
from core.cases.hooks import blocking_reasons
from core.cases.models import Case, CaseEvent
from core.refusals import Refused, Stale, refuse_if

Action = CaseEvent.Action


def check_move(case: Case, action: str, by: Actor) -> dict[str, Any]:
    """The step to act on; raises `Refused` with every reason why it cannot be now."""
    step = case.step
    if step is None:
        raise Refused(_("The case is closed; nothing more can be done on it."))
    # A withdrawal asks for no role: the one who opened the case may always stop it.
    if action == Action.WITHDRAW:
        if case.opened_by_id != by.pk and not may_act(case, step, by):
            raise Refused(_("Only the one who proposed the case may withdraw it."))
        return step
    refuse_actor(case, step, by)
    if action == Action.REJECT and step["kind"] != "decision":
        raise Refused(
            _("Only a reviewing step can reject; return the case or withdraw it.")
        )
    if action == Action.RETURN and case.steps[0]["key"] == step["key"]:
        raise Refused(_("This is the first step; there is nothing to return to."))
    if action == Action.FORWARD:
        refuse_if(blocking_reasons(case, step))
    return step


def can_move(case: Case, action: str, by: Actor) -> bool:
    """Whether `check_move` would let it pass."""
    try:
        check_move(case, action, by)
    except Refused:
        return False
    return True


@dataclass(frozen=True)
class Offer:
    """A button for who may act at all; disabled, with its reasons, when blocked."""

    action: str
    label: str
    reasons: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        return not self.reasons


def offered(case: Case, by: Actor) -> list[Offer]:
    """The actions this person may take now, blocked ones with the reason."""
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
            # Blocked buttons are shown with their reason, so that people know what is missing.
            offers.append(
                Offer(action, label, tuple(reasons_against(case, action, by)))
            )
    # Others who may act at this step return the case instead.
    if case.opened_by_id == by.pk:
        offers.append(Offer(Action.WITHDRAW, _("Withdraw")))
    return offers


def may_act(case: Case, step: dict[str, Any], by: Actor) -> bool:
    """Whether the person holds a role of this step in the region of the case."""
    # A role counts only where the case is: a grant elsewhere adds nothing.
    return any(by.holds(role, case.region_code) for role in step["role"])


def earlier_steps(case: Case) -> list[dict[str, Any]]:
    """The steps a case can be returned to, nearest first."""
    keys = [step["key"] for step in case.steps]
    return list(reversed(case.steps[: keys.index(case.state)])) if case.is_open else []


def refuse_stale(case: Case, version: int) -> None:
    """Raise `Stale`, naming who was faster, unless the case is as the page showed it."""
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


def refuse_actor(case: Case, step: dict[str, Any], by: Actor) -> None:
    """Separation of duties: who proposed or prepared a case does not decide it."""
    if not may_act(case, step, by):
        raise Refused(
            _("The step “%(step)s” is not yours to do.") % {"step": step["name"]}
        )
    _refuse_second_part(case, step, by)
    # Tasks of one village may be done by one person; decisions never.
    if step["kind"] != "decision":
        return
    if case.opened_by_id == by.pk:
        raise Refused(_("You proposed this case; another person must decide it."))
    # Over all rounds: a return does not make a person new to the case.
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


def kept_apart(case: Case, step: dict[str, Any]) -> set[str]:
    """The steps whose doers do not do this one, nor the other way round."""
    others = {
        one["key"] for one in case.steps if step["key"] in one.get("apart_from", ())
    }
    return others | set(step.get("apart_from", ()))


def _refuse_second_part(case: Case, step: dict[str, Any], by: Actor) -> None:
    """Where a step is kept apart from others, one person does not do both."""
    apart = kept_apart(case, step)
    if not apart:
        return
    done = set(
        case.events.filter(actor=by, action=Action.FORWARD, step__in=apart).values_list(
            "step", flat=True
        )
    )
    refuse_if(
        _("You did “%(done)s” of this case; another person does “%(step)s”.")
        % {"done": one["name"], "step": step["name"]}
        for one in case.steps
        if one["key"] in done
    )


def reasons_against(case: Case, action: str, by: Actor) -> list[str]:
    """Every reason why the action cannot be taken now."""
    try:
        check_move(case, action, by)
    except Refused as refusal:
        return refusal.reasons
    return []
