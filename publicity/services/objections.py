"""File an objection, answer it, look at who filed it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit
from core.cases import engine
from core.constraints import explained
from core.crypto import blind_index, seal, unseal
from core.locks import advisory_lock
from core.refusals import Refused, refuse_if
from publicity.database_clock import ClockTimestamp, database_now
from publicity.models import Notice, NoticeRow, Objection
from publicity.parameters import answer_due_on, name_required
from publicity.personal_numbers import findings
from publicity.separation import (
    ANSWERER,
    cases_to_send_back,
    reasons_against_answering,
    upheld_step,
)

FLOOD_WINDOW, FLOOD_LIMIT = dt.timedelta(hours=1), 5
PURPOSE_LIMIT = 200


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
    """Record an objection; from this moment until it is answered the case waits.

    The same one sent again, by refreshing or going back, is the first one.
    """
    who = source or (str(by.pk) if by else "")
    sent = _sent_index(notice, row, text, name, phone, via, who)
    if (earlier := _sent_before(sent)) is not None:
        return earlier
    _refuse_unfit(notice, text, name, phone)
    # A keyed hash: addresses can be counted, but not read from the table.
    index = blind_index("objection_source", source)
    # What staff enter for others comes from one address by nature.
    if via == Objection.Via.WEB:
        _refuse_flood(index)
    objection = Objection(
        notice=notice,
        row=row,
        text=text.strip(),
        via=via,
        source_index=index,
        sent_index=sent,
        recorded_by=by,
        due_on=answer_due_on(notice.region_code),
        region_code=notice.region_code,
    )
    # Sealed with the key of the row, so that a value moved to another row does not open.
    objection.name_sealed = seal(name.strip(), _context(objection, "name"))
    objection.phone_sealed = seal(phone.strip(), _context(objection, "phone"))
    with explained():
        objection.save(force_insert=True)
    facts = {"via": via, "notice": str(notice.pk)}
    audit.record(by=by, verb="objection.file", target=objection, after=facts)
    objection.refresh_from_db()  # the trigger set when it came and whether that was late
    return objection


@transaction.atomic
def answer_objection(
    *, objection: Objection, state: str, answer: str, by: User
) -> Objection:
    """Uphold an objection, and its case goes back; or dismiss it with an explanation."""
    objection = Objection.objects.select_for_update().get(pk=objection.pk)
    # Under the lock: of two answers at once the second finds it answered.
    refuse_if(reasons_against_answering(objection, by))
    if state not in (Objection.State.ACCEPTED, Objection.State.DISMISSED):
        raise Refused(_("Say whether the objection is upheld or not."))
    if not answer.strip():
        raise Refused(_("Write what you found out; the objector reads it."))
    if findings(answer):
        raise Refused(
            _(
                "The answer contains a personal number; "
                "take it out, the objector reads the answer."
            )
        )
    objection.state, objection.answer = state, answer.strip()
    objection.answered_by, objection.answered_at = by, database_now()
    with explained():
        objection.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    facts = {"answer": objection.answer}
    audit.record(by=by, verb=f"objection.{state}", target=objection, after=facts)
    if state == Objection.State.ACCEPTED:
        _send_back(objection, by)
    return objection


def _send_back(objection: Objection, by: User) -> None:
    """What it speaks of goes back with the finding as the reason.

    See also the trigger `upheld_sends_back`.
    """
    words = _("Objection %(receipt)s was upheld: %(answer)s") % {
        "receipt": objection.receipt,
        "answer": objection.answer,
    }
    # An answer may be longer than a reason; the whole of it stands with the objection.
    if len(words) > engine.COMMENT_LIMIT:
        words = words[: engine.COMMENT_LIMIT - 1] + "…"
    for case in cases_to_send_back(objection):
        engine.send_back(
            case_id=case.pk,
            to_step=upheld_step(case, objection.notice)["key"],
            by=by,
            role=ANSWERER,
            comment=words,
        )


@transaction.atomic
def reveal_objector(*, objection: Objection, by: User, purpose: str) -> str:
    """Name and telephone of the objector for one who asks back; recorded in the audit."""
    purpose = purpose.strip()[:PURPOSE_LIMIT]
    if not purpose:
        raise Refused(_("Say what you need the name and telephone for."))
    # Before the value is read: there is no look without an entry.
    audit.record(by=by, verb="objection.reveal", target=objection, purpose=purpose)
    parts = [
        unseal(objection.name_sealed, _context(objection, "name")),
        unseal(objection.phone_sealed, _context(objection, "phone")),
    ]
    return " ".join(part for part in parts if part)


def _sent_index(notice: Notice, row: NoticeRow | None, *parts: str) -> bytes | None:
    """What tells one objection from another: what is said of which line, and by whom."""
    *said, who = (part.strip() for part in parts)
    # Of somebody unknown nothing can be said to be sent twice.
    if not who:
        return None
    line = str(row.pk) if row else ""
    return blind_index(
        "objection_sent", "\x1f".join([str(notice.pk), line, *said, who])
    )


def _sent_before(sent: bytes | None) -> Objection | None:
    """The objection that was filed by the same sending; of two at once the second waits."""
    if sent is None:
        return None
    advisory_lock(f"objection {sent.hex()}")
    return Objection.objects.filter(sent_index=sent).first()


def reasons_against_objecting(notice: Notice) -> list[str]:
    """Why nothing can be said against this notice, whoever says it."""
    reasons = []
    if not notice.takes_objections:
        reasons.append(
            _(
                "An announcement tells what was decided and takes no objections; "
                "telephone the supervision hotline."
            )
        )
    if notice.withdrawn_at is not None:
        reasons.append(_("This notice was withdrawn; look at the corrected one."))
    return reasons


def _refuse_unfit(notice: Notice, text: str, name: str, phone: str) -> None:
    reasons = reasons_against_objecting(notice)
    if not text.strip():
        reasons.append(_("Write what is wrong."))
    is_named = bool(name.strip() and phone.strip())
    if not is_named and name_required(notice.region_code, timezone.localdate()):
        reasons.append(
            _(
                "Leave your name and telephone, so that you can be asked back; "
                "nobody else sees them."
            )
        )
    refuse_if(reasons)


def _refuse_flood(index: bytes | None) -> None:
    """At most five an hour from one address; counted under a lock, one after the other.

    The database counts, not the cache: the limit holds when the cache is away.
    """
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
                "Five objections came from this connection within the hour. "
                "Wait a while, or telephone the number above."
            )
        )


def _context(objection: Objection, field: str) -> str:
    """What binds a sealed value to its row and field."""
    return f"publicity.Objection.{field}:{objection.pk}"
