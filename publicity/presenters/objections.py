"""Objections as the pages show them."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from core.actors import Actor
from core.cases import engine
from publicity.models import Notice, Objection
from publicity.separation import (
    cases_to_send_back,
    reasons_against_answering,
    upheld_step,
)


def objection_context(objection: Objection, user: Actor) -> dict[str, Any]:
    """One objection, the row it is about, and the case behind it."""
    row = objection.row
    case = objection.case
    return {
        "objection": objection,
        "notice": objection.notice,
        "line": " ".join(str(value) for value in row.cells.values()) if row else "",
        "case": case,
        "case_url": engine.kind_of(case).subject_url(case) if case else "",
        "upheld_to": steps_if_upheld(objection),
        "is_answerable": not reasons_against_answering(objection, user),
        "has_objector": bool(objection.name_sealed or objection.phone_sealed),
        "purposes": [
            ("核实异议", _("to ask back about the objection")),
            ("告知结果", _("to tell the result")),
        ],
    }


def steps_if_upheld(objection: Objection) -> str:
    """The steps its cases go back to when it is upheld; nothing when all have ended."""
    cases = cases_to_send_back(objection)
    names = {upheld_step(case, objection.notice)["name"] for case in cases}
    return "、".join(sorted(names))


def results(notice: Notice) -> list[Objection]:
    """The objections answered so far, for the public: row, finding and day, no more."""
    answered = notice.objections.answered().annotate(position=F("row__position"))
    return list(answered.only("state", "answered_at", "notice").order_by("answered_at"))
