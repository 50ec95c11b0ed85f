"""The stages of a project as one table: button, guard, database trigger and list of states read it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

KIND = "project_entry"  # of the case by which a project enters the library


class State(models.TextChoices):
    DRAFT = "draft", _("draft")
    DECLARED = "declared", _("declared")
    RETURNED = "returned", _("returned")
    WITHDRAWN = "withdrawn", _("withdrawn")
    IN_LIBRARY = "in_library", _("in the library")
    FUNDED = "funded", _("funded")
    UNDER_WAY = "under_way", _("under way")
    ACCEPTED = "accepted", _("accepted")


@dataclass(frozen=True)
class Step:
    """One way from some stages to another; `permission` empty means that no button leads there."""

    name: str
    sources: tuple[str, ...]
    target: str
    permission: str = ""


EDITABLE = (State.DRAFT, State.RETURNED, State.WITHDRAWN)
LIBRARY = (State.IN_LIBRARY, State.FUNDED, State.UNDER_WAY, State.ACCEPTED)

STEPS = (
    Step("submit", EDITABLE, State.DECLARED, "projects.add_project"),
    Step(
        "enter", (State.DECLARED,), State.IN_LIBRARY
    ),  # by the county's decision on the case
    Step("send_back", (State.DECLARED,), State.RETURNED),  # a decider rejected the case
    Step(
        "withdraw", (State.DECLARED,), State.WITHDRAWN
    ),  # the declarer withdrew the case
    Step("fund", (State.IN_LIBRARY,), State.FUNDED),  # by a confirmed allocation
    Step(
        "unfund", (State.FUNDED,), State.IN_LIBRARY
    ),  # its last allocation was reversed
    Step("start", (State.FUNDED,), State.UNDER_WAY, "projects.change_project"),
    Step("accept", (State.UNDER_WAY,), State.ACCEPTED, "projects.accept_project"),
)


def step_named(name: str) -> Step:
    return next(step for step in STEPS if step.name == name)


def edges() -> set[tuple[str, str]]:
    """Every pair of stages that one step joins."""
    return {
        (str(source), str(step.target)) for step in STEPS for source in step.sources
    }
