"""Session store and limits: one row a sign-in, with its owner, age and device."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.devices import device_words
from accounts.models import EndedSession, Session, User
from core import audit

# Writing the last moment of use at every click would double the writes of the site.
SEEN_EVERY = dt.timedelta(minutes=1)


class SessionStore(DatabaseStore):
    """Keeps the row it read, so that its age costs no further query."""

    row: Session | None = None
    # Why a cookie that was good opens nothing any more.
    ended: EndedSession | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Session | None:
        key = self.session_key
        self.row = super()._get_session_from_db()
        if self.row is None and key:
            self.ended = EndedSession.objects.filter(pk=key).first()
        return self.row

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """The row to save: new values, but the beginning and the last use it already had."""
        row = super().create_model_instance(data)
        row.user_id = data.get(SESSION_KEY)
        row.address, row.device = data.get("address", ""), data.get("device", "")
        # Django builds the row anew at each save: without this, every save would make
        # the sign-in younger and no limit would ever be reached.
        if self.row is not None and self.row.session_key == row.session_key:
            row.started_at, row.seen_at = self.row.started_at, self.row.seen_at
        self.row = row
        return row


def idle_limit(user: User) -> dt.timedelta:
    """How long a sign-in may be idle; shorter for those who give out accounts."""
    return (
        settings.SESSION_IDLE_ADMIN
        if "account_admin" in user.roles()
        else settings.SESSION_IDLE
    )


def is_over(row: Session, user: User, now: dt.datetime) -> bool:
    """Whether the sign-in was idle too long, or is too old however busy it was."""
    return (
        now - row.seen_at > idle_limit(user)
        or now - row.started_at > settings.SESSION_ABSOLUTE
    )


def mark_seen(row: Session, now: dt.datetime) -> None:
    """Remember that the sign-in is in use, at most once a minute."""
    if now - row.seen_at >= SEEN_EVERY:
        row.seen_at = now
        Session.objects.filter(pk=row.pk).update(seen_at=now)


def end(rows: QuerySet[Session], because: str) -> int:
    """End sign-ins and note why; returns how many there were."""
    ended = [
        EndedSession(pk=row.pk, user_id=row.user_id, because=because)
        for row in rows
        if row.user_id
    ]
    EndedSession.objects.bulk_create(ended, ignore_conflicts=True)
    return rows.delete()[0]


def why_ended(ended: EndedSession) -> str:
    """The sentence for a browser whose sign-in was ended by another one."""
    said = {"at": timezone.localtime(ended.ended_at).strftime("%Y-%m-%d %H:%M")}
    if ended.because == EndedSession.Because.LIMIT:
        newest = ended.user.sessions.order_by("-started_at").first()
        said["device"] = device_words(newest.device) if newest else ""
        said["most"] = settings.SESSION_LIMIT
        return (
            _(
                "You were signed out here at %(at)s because your account was signed in on "
                "another device (%(device)s); at most %(most)s are signed in at once. If "
                "that was not you, change your password."
            )
            % said
        )
    if ended.because == EndedSession.Because.ALL:
        return (
            _(
                "You were signed out here at %(at)s because you ended your other sign-ins "
                "or changed your password."
            )
            % said
        )
    return (
        _(
            "You were signed out here at %(at)s because your password or account was "
            "changed; ask the account administrator if you did not expect it."
        )
        % said
    )


@transaction.atomic
def begin_session(*, request: HttpRequest, user: User) -> int:
    """Keep device and address of a new sign-in, end the oldest beyond the limit.

    Returns how many were ended.
    """
    # Two sign-ins at once would each count the sessions before the other adds its own.
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    request.session["address"] = request.META.get("REMOTE_ADDR", "")[:45]
    request.session["device"] = request.headers.get("User-Agent", "")[:200]
    request.session.save()
    others = (
        Session.objects.filter(user=user)
        .exclude(pk=request.session.session_key)
        .order_by("-started_at")
    )
    # The new sign-in counts too, hence one less.
    surplus = [session.pk for session in others[settings.SESSION_LIMIT - 1 :]]
    end(Session.objects.filter(pk__in=surplus), EndedSession.Because.LIMIT)
    audit.record(
        by=user,
        verb="session.begin",
        target=user,
        after={"address": request.session["address"]},
    )
    return len(surplus)


@transaction.atomic
def end_sessions(*, user: User, by: User, keep: str = "") -> int:
    """End the sign-ins on all devices but the session `keep`; returns how many ended."""
    ended = end(
        Session.objects.filter(user=user).exclude(pk=keep), EndedSession.Because.ALL
    )
    audit.record(by=by, verb="session.end_all", target=user, after={"ended": ended})
    return ended
