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
    reasons_against_objecting,
    reveal_objector,
)
from publicity.services.photographs import attach_sheet
from publicity.services.takedown import take_down_with_cases

__all__ = [
    "announce",
    "announce_cases",
    "answer_objection",
    "attach_sheet",
    "close_ended",
    "file_objection",
    "post_notice",
    "publish_notice",
    "reasons_against_objecting",
    "reveal_objector",
    "take_down_with_cases",
    "withdraw_notice",
]
