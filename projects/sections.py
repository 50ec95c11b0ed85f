"""The section of a policy profile that projects read, typed."""

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
    """Make the section known to the policy reader; called from `AppConfig.ready`."""
    register_section(ENTRY, ProjectEntry, _problems)


def entry_steps(policy: Policy) -> list[dict[str, Any]]:
    """The steps of a project's case as the profile has them.

    They were checked when the files were read.
    """
    return policy.table(ENTRY)["steps"]


def _problems(section: ProjectEntry, contents: dict[str, Any], where: str) -> Found:
    return step_problems(section.steps, contents, where)
