"""The verbs of notices and objections, by noun; callers find them all here."""

from publicity.services.notices import (
    announce,
    announce_cases,
    close_ended,
    post_notice,
    publish_notice,
    withdraw_notice,
)
from publicity.services.objections import (
    answer_objection,
    file_objection,
    reveal_objector,
)
from publicity.services.photographs import attach_sheet

__all__ = [
    "announce",
    "announce_cases",
    "answer_objection",
    "attach_sheet",
    "close_ended",
    "file_objection",
    "post_notice",
    "publish_notice",
    "reveal_objector",
    "withdraw_notice",
]
