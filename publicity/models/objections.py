"""What someone says against a posted list, and what was answered."""

from __future__ import annotations

import secrets

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.cases.models import Case
from core.ids import uuid7
from core.scope import ScopedModel
from publicity.models.notices import Notice, NoticeRow
from publicity.querysets import ObjectionQuerySet
from publicity.triggers import objections as triggers

RECEIPT_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new_receipt() -> str:
    """A number to read over the telephone: no 0/O, 1/I/L; 59 random bits."""
    letters = "".join(secrets.choice(RECEIPT_ALPHABET) for _ in range(12))
    return "-".join((letters[:4], letters[4:8], letters[8:]))


class Objection(ScopedModel):
    """What someone says against a list or a row of it; the case waits for the answer."""

    class Via(models.TextChoices):
        WEB = "web", _("web page")
        PHONE = "phone", _("telephone")
        PAPER = "paper", _("letter or visit")

    class State(models.TextChoices):
        OPEN = "open", _("to be answered")
        ACCEPTED = "accepted", _("upheld")
        DISMISSED = "dismissed", _("not upheld")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    receipt = models.CharField(
        _("receipt number"),
        max_length=14,
        unique=True,
        default=new_receipt,
        editable=False,
    )
    notice = models.ForeignKey(Notice, models.PROTECT, related_name="objections")
    row = models.ForeignKey(
        NoticeRow, models.PROTECT, null=True, blank=True, related_name="objections"
    )
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="+"
    )
    text = models.TextField(_("what is wrong"), max_length=2000)
    name_sealed = models.TextField(blank=True)
    phone_sealed = models.TextField(blank=True)
    via = models.CharField(_("received by"), max_length=5, choices=Via)
    source_index = models.BinaryField(
        max_length=16, null=True, help_text="Keyed hash of the sender's address."
    )
    sent_index = models.BinaryField(
        max_length=16,
        null=True,
        help_text="Keyed hash of what was sent by whom: sent twice, it is one.",
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    received_at = models.DateTimeField(_("received"), db_default=models.functions.Now())
    is_late = models.BooleanField(_("after the period"), default=False)
    due_on = models.DateField(_("answer due"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=9, choices=State, default=State.OPEN
    )
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("objection")
        ordering = ("-received_at",)
        permissions = [("answer_objection", "Can answer objections")]
        indexes = [
            models.Index(fields=["region_code", "state"], name="objection_place"),
            models.Index(
                fields=["case"], condition=Q(state="open"), name="objection_open_case"
            ),
            models.Index(
                fields=["source_index", "received_at"], name="objection_source"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", answer="", answered_by=None, answered_at=None)
                | (
                    Q(
                        state__in=["accepted", "dismissed"],
                        answered_by__isnull=False,
                        answered_at__isnull=False,
                    )
                    & ~Q(answer="")
                ),
                name="objection_answer_complete",
                violation_error_message=_(
                    "Write what you found out; the objector reads it."
                ),
            ),
            models.CheckConstraint(
                condition=Q(via="web", recorded_by=None)
                | (~Q(via="web") & Q(recorded_by__isnull=False)),
                name="objection_recorded_by_staff",
            ),
            models.UniqueConstraint(
                fields=["sent_index"],
                name="objection_sent_once",
                violation_error_message=_("This objection was sent before."),
            ),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="objection_says_something",
                violation_error_message=_("Write what is wrong."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="guard_insert",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=triggers.OBJECTION_INSERT,
                declare=[("n", "publicity_notice%ROWTYPE")],
            ),
            pgtrigger.Trigger(
                name="guard_change",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=triggers.OBJECTION_CHANGE,
            ),
            pgtrigger.Trigger(
                name="upheld_sends_back",
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                timing=pgtrigger.Deferred,
                func=triggers.UPHELD_SENDS_BACK,
            ),
        ]

    def __str__(self) -> str:
        return self.receipt

    @property
    def holds_its_case(self) -> bool:
        """Whether a case waits at the step of the notice for the answer."""
        rows = self.notice.holding_rows()
        return rows.filter(pk=self.row_id).exists() if self.row_id else rows.exists()

    @property
    def is_open(self) -> bool:
        """Whether it still waits for an answer."""
        return self.state == self.State.OPEN
