"""The verbs of objections: file, answer, look at who filed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit
from core.cases.models import Case, CaseEvent
from core.crypto import blind_index, seal, unseal
from core.locks import advisory_lock
from core.policy.profiles import parameter_row
from core.refusals import Refused
from publicity.clock import ClockTimestamp, database_now
from publicity.models import Notice, NoticeRow, Objection
from publicity.scanner import findings

ANSWER = "publicity.answer_objection"
# Set by the jurisdiction; where it sets none, nobody has to give a name and no day is due.
NAME_REQUIRED = "objection_name_required"
ANSWER_DAYS = "objection_answer_days"
FLOOD_WINDOW, FLOOD_LIMIT = dt.timedelta(hours=1), 5


@transaction.atomic
def file_objection(
    *,
    notice: Notice,
    text: str,
    row: NoticeRow | None = None,
    name: str = "",
    phone: str = "",
    via: str = Objection.Via.WEB,
    by: User | None = None,
    source: str = "",
) -> Objection:
    """Record an objection; from this moment until it is answered the case waits."""
    _refuse_unfit(notice, text, name, phone)
    index = blind_index("objection_source", source)
    if via == Objection.Via.WEB:
        _refuse_flood(index)
    objection = Objection(
        notice=notice,
        row=row,
        text=text.strip(),
        via=via,
        source_index=index,
        recorded_by=by,
    )
    objection.name_sealed = seal(name.strip(), _context(objection, "name"))
    objection.phone_sealed = seal(phone.strip(), _context(objection, "phone"))
    objection.due_on = _due_on(notice.region_code)
    objection.region_code = notice.region_code
    objection.save(force_insert=True)
    audit.record(
        by=by,
        verb="objection.file",
        target=objection,
        after={"via": via, "notice": str(notice.pk)},
    )
    objection.refresh_from_db()
    return objection


@transaction.atomic
def answer_objection(
    *, objection: Objection, status: str, answer: str, by: User
) -> Objection:
    """Uphold an objection, and its case goes back; or dismiss it with an explanation."""
    objection = Objection.objects.select_for_update().get(pk=objection.pk)
    if not objection.is_open:
        raise Refused(
            _("%(name)s has already answered this objection.")
            % {"name": objection.answered_by.name}
        )
    if status not in (Objection.Status.ACCEPTED, Objection.Status.DISMISSED):
        raise Refused(_("Say whether the objection is upheld or not."))
    if not answer.strip():
        raise Refused(_("Write what you found out; the objector reads it."))
    if findings(answer):
        raise Refused(
            _(
                "The answer contains a personal number; take it out, the objector reads the answer."
            )
        )
    if is_related(objection, by):
        raise Refused(
            _(
                "You proposed or decided this case; another person must answer the objection."
            )
        )
    objection.status, objection.answer = status, answer.strip()
    objection.answered_by, objection.answered_at = by, database_now()
    objection.save(update_fields=["status", "answer", "answered_by", "answered_at"])
    audit.record(
        by=by,
        verb=f"objection.{status}",
        target=objection,
        after={"answer": objection.answer},
    )
    return objection


@transaction.atomic
def reveal_objector(*, objection: Objection, by: User, purpose: str) -> str:
    """Name and telephone of the objector for one who asks back; the look is recorded."""
    if not purpose.strip():
        raise Refused(_("Say what you need the name and telephone for."))
    audit.record(
        by=by, verb="objection.reveal", target=objection, purpose=purpose.strip()[:200]
    )
    parts = [
        unseal(objection.name_sealed, _context(objection, "name")),
        unseal(objection.phone_sealed, _context(objection, "phone")),
    ]
    return " ".join(part for part in parts if part)


def name_required(region_code: str, today: dt.date) -> bool:
    """Whether the jurisdiction takes objections only with a name and a telephone."""
    row = parameter_row(NAME_REQUIRED, region_code, today)
    return bool(row and row.value)


def cases_concerned(objection: Objection) -> Any:
    """The case of its line, or all cases of the list when it is about the whole list."""
    rows = NoticeRow.objects.filter(notice=objection.notice_id, case__isnull=False)
    if objection.row_id:
        rows = rows.filter(pk=objection.row_id)
    return Case.objects.filter(pk__in=rows.values("case"))


def is_related(objection: Objection, user: User) -> bool:
    """Whether the person proposed or decided a case the objection is about."""
    cases = cases_concerned(objection)
    if cases.filter(opened_by=user).exists():
        return True
    return CaseEvent.objects.filter(
        case__in=cases, is_decision=True, actor=user
    ).exists()


def has_answered_for(case: Case, user: User) -> bool:
    """Whether the person answered an objection that held this case."""
    return Objection.objects.about_case(case).filter(answered_by=user).exists()


def _refuse_unfit(notice: Notice, text: str, name: str, phone: str) -> None:
    reasons = []
    if notice.withdrawn_at is not None:
        reasons.append(_("This notice was withdrawn; look at the corrected one."))
    if not text.strip():
        reasons.append(_("Write what is wrong."))
    if name_required(notice.region_code, timezone.localdate()) and not (
        name.strip() and phone.strip()
    ):
        reasons.append(
            _(
                "Leave your name and telephone, so that you can be asked back; nobody else sees them."
            )
        )
    if reasons:
        raise Refused(*reasons)


def _refuse_flood(index: bytes | None) -> None:
    """At most five an hour from one address; counted in the database, so it holds without the cache."""
    if index is None:
        return
    advisory_lock(f"objections from {index.hex()}")
    since = ClockTimestamp() - FLOOD_WINDOW
    recent = Objection.objects.filter(
        source_index=index, via=Objection.Via.WEB, received_at__gte=since
    )
    if recent.count() >= FLOOD_LIMIT:
        raise Refused(
            _(
                "Five objections came from this connection within the hour. Wait a while, or telephone the number above."
            )
        )


def _due_on(region_code: str) -> dt.date | None:
    today = timezone.localdate(database_now())
    row = parameter_row(ANSWER_DAYS, region_code, today)
    return today + dt.timedelta(days=int(row.value)) if row else None


def _context(objection: Objection, field: str) -> str:
    return f"publicity.Objection.{field}:{objection.pk}"
