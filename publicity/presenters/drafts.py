"""The proposed notice of a group of cases, before it is posted."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from accounts.models import User
from core.refusals import Refused
from publicity import columns
from publicity.drafts import Draft, draft_for
from publicity.presenters.notices import calendar_warning
from publicity.waiting import WaitingGroup, stopped_in


def drafted(group: WaitingGroup, user: User) -> tuple[list[str], Draft | None]:
    """The proposed notice of a group, or why there can be none yet."""
    try:
        return [], draft_for(cases=group.cases, by=user, today=timezone.localdate())
    except Refused as refusal:
        return refusal.reasons, None


def words_of(draft: Draft | None) -> dict[str, Any]:
    """Initial values of the publish form."""
    if draft is None:
        return {}
    return {
        "title": draft.title,
        "text": draft.text,
        "issued_by": draft.issued_by,
        "contacts": draft.contacts,
        "last_day": draft.period.last_day,
    }


def publish_context(
    group: WaitingGroup, draft: Draft | None, ticked: list[str]
) -> dict[str, Any]:
    """The proposed sheet with a box before each case."""
    if draft is None:
        return {"group": group, "draft": None}
    keys, stopped = draft.columns, stopped_in(group)
    return {
        "group": group,
        "draft": draft,
        "hotline": draft.hotline,
        "calendar_warning": calendar_warning(draft.period),
        "heads": [
            columns.COLUMNS[key].label if key in columns.COLUMNS else key
            for key in keys
        ],
        "choices": [
            {
                "case": row.case,
                "cells": [row.cells.get(key, "") for key in keys],
                "on": str(row.case.pk) in ticked,
                "reasons": stopped.get(row.case.pk, []),
            }
            for row in draft.rows
            if row.case is not None
        ],
    }
