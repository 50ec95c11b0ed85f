"""What every part of the house rests on; no word of the field in here."""

from core.models.attachment import Attachment
from core.models.audit import AuditEntry
from core.models.calendar import Holiday
from core.models.case import Case, CaseEvent
from core.models.codes import CodeItem
from core.models.counter import Counter
from core.models.draft import Draft
from core.models.job import Job
from core.models.policy import PolicyParameter

__all__ = [
    "Attachment",
    "AuditEntry",
    "Case",
    "CaseEvent",
    "CodeItem",
    "Counter",
    "Draft",
    "Holiday",
    "Job",
    "PolicyParameter",
]
