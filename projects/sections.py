"""The section of a policy that this app reads, typed."""

from __future__ import annotations

from typing import Any

from core.policy.profiles import Policy
from core.policy.schema import step_problems
from core.policy.sections import Found, Section, Step, register_section

ENTRY = "project.entry"


class ProjectEntry(Section):
    """How a project gets into the library."""

    label: str
    source: str
    steps: list[Step]
    q: list[str] = []
    sec: str = ""
    note: str = ""
    not_stated: list[str] = []


def register() -> None:
    register_section(ENTRY, ProjectEntry, _problems)


def entry_steps(policy: Policy) -> list[dict[str, Any]]:
    """The steps of a project's case as the profile has them; checked when the files are read."""
    return policy.table(ENTRY)["steps"]


def _problems(section: ProjectEntry, contents: dict[str, Any], where: str) -> Found:
    return step_problems(section.steps, contents, where)
