"""The verbs of projects, by noun; callers find them all here."""

from projects.services.acceptances import accept_project
from projects.services.drafts import (
    Benefit,
    change_project,
    declare_project,
    is_editable,
)
from projects.services.measures import confirm_measure, record_measure
from projects.services.stages import (
    enter_library,
    leave_case,
    mark_funded,
    start_project,
    submit_project,
    unmark_funded,
)

__all__ = [
    "Benefit",
    "accept_project",
    "change_project",
    "confirm_measure",
    "declare_project",
    "enter_library",
    "is_editable",
    "leave_case",
    "mark_funded",
    "record_measure",
    "start_project",
    "submit_project",
    "unmark_funded",
]
