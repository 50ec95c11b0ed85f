"""Notices, their frozen rows, and the objections of the public."""

from publicity.models.notices import (
    Notice,
    NoticeRow,
    PostedSheet,
    PublicRow,
    new_slug,
)
from publicity.models.objections import Objection, new_receipt

__all__ = [
    "Notice",
    "NoticeRow",
    "Objection",
    "PostedSheet",
    "PublicRow",
    "new_receipt",
    "new_slug",
]
