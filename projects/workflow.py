"""The stages of a project as one table.

Button, guard, database trigger and list of states read it. See also
`projects.triggers.GUARD_PROJECT`, which is written from `edges()`.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from projects import permissions

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
    """A step from some stages to another; no permission means that no button does it."""

    name: str
    sources: tuple[str, ...]
    target: str
    permission: str = ""


EDITABLE = (State.DRAFT, State.RETURNED, State.WITHDRAWN)
LIBRARY = (State.IN_LIBRARY, State.FUNDED, State.UNDER_WAY, State.ACCEPTED)

STEPS = (
    Step("submit", EDITABLE, State.DECLARED, permissions.DECLARE),
    # By the outcome of the case.
    Step("enter", (State.DECLARED,), State.IN_LIBRARY),
    Step("send_back", (State.DECLARED,), State.RETURNED),
    Step("withdraw", (State.DECLARED,), State.WITHDRAWN),
    # By the first confirmed allocation, and by the reversal of the last one.
    Step("fund", (State.IN_LIBRARY,), State.FUNDED),
    Step("unfund", (State.FUNDED,), State.IN_LIBRARY),
    Step("start", (State.FUNDED,), State.UNDER_WAY, permissions.RECORD_WORK),
    Step("accept", (State.UNDER_WAY,), State.ACCEPTED, permissions.ACCEPT),
)


def step_named(name: str) -> Step:
    """The step of this name; an unknown name is a mistake in the code."""
    return next(step for step in STEPS if step.name == name)


def edges() -> set[tuple[str, str]]:
    """Every pair of stages that one step joins."""
    return {
        (str(source), str(step.target)) for step in STEPS for source in step.sources
    }
