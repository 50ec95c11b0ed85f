"""A notice, its rows as posted and as the web shows them, photographs of the sheet."""

from __future__ import annotations

import datetime as dt
import secrets

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core.cases.models import Case
from core.ids import uuid7
from core.models import Attachment
from core.scope import ScopedModel
from publicity.columns import KEYS
from publicity.periods import last_day_before
from publicity.querysets import NoticeQuerySet, NoticeRowQuerySet
from publicity.triggers import notices as triggers

# Numbers of people, cards and mobile telephones; see also `publicity.personal_numbers`.
PERSONAL_NUMBER = r"(?<!\d)(\d{15,20}|\d{17}[Xx]|1[3-9]\d{9})(?!\d)"


def new_slug() -> str:
    """128 random bits: an address nobody can guess."""
    return secrets.token_urlsafe(16)


class Notice(ScopedModel):
    """A list and its text, posted in one place for a period; never changed once posted."""

    class Kind(models.TextChoices):
        PUBLICITY = "publicity", _("publicity notice")
        ANNOUNCEMENT = "announcement", _("announcement")
        STANDING = "standing", _("standing notice")

    class State(models.TextChoices):
        CURRENT = "current", _("on the board")
        ENDED = "ended", _("period over")
        WITHDRAWN = "withdrawn", _("taken down")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.CharField(
        max_length=22, unique=True, default=new_slug, editable=False
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    case_kind = models.CharField(max_length=40, blank=True)
    step = models.CharField(_("step"), max_length=40, blank=True)
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("text"), max_length=4000)
    columns = ArrayField(
        models.CharField(max_length=20), help_text="Keys of `publicity.columns`."
    )
    row_count = models.PositiveIntegerField(_("rows"), default=0)
    board = models.CharField(_("where it hangs"), max_length=60, blank=True)
    days = models.PositiveSmallIntegerField(_("days"), default=0)
    is_working = models.BooleanField(_("counted in working days"), default=False)
    starts_at = models.DateTimeField(_("posted"))
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    hotline = models.CharField(_("supervision hotline"), max_length=20, blank=True)
    contacts = models.CharField(_("who takes objections"), max_length=300, blank=True)
    issued_by = models.CharField(_("signed by"), max_length=100)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    rows_sha256 = models.CharField(_("check code of the list"), max_length=64)
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    withdrawn_at = models.DateTimeField(_("taken down"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=300, blank=True)
    closed_at = models.DateTimeField(
        null=True, blank=True, help_text="When the tick saw that the period was over."
    )

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        ordering = ("-starts_at", "-id")
        permissions = [("publish_notice", "Can post and withdraw notices")]
        indexes = [
            models.Index(fields=["region_code", "-starts_at"], name="notice_place"),
            models.Index(
                fields=["ends_at"], condition=Q(closed_at=None), name="notice_unclosed"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(columns__contained_by=list(KEYS)),
                name="notice_columns_known",
                violation_error_message=_("A notice has only the agreed columns."),
            ),
            models.CheckConstraint(
                condition=Q(kind="standing", ends_at=None)
                | (
                    ~Q(kind="standing")
                    & Q(days__gt=0, ends_at__isnull=False, ends_at__gt=F("starts_at"))
                ),
                name="notice_has_end_unless_standing",
                violation_error_message=_(
                    "A notice hangs for at least one day; a standing one has no end."
                ),
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_reason="")
                | (
                    Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                    & ~Q(withdrawn_reason="")
                ),
                name="notice_withdrawal_complete",
                violation_error_message=_(
                    "Give the reason, so that the others know what to do."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(title__regex=PERSONAL_NUMBER)
                & ~Q(text__regex=PERSONAL_NUMBER),
                name="notice_text_without_numbers",
                violation_error_message=_(
                    "The notice contains a personal number; take it out."
                ),
            ),
            models.CheckConstraint(
                condition=Q(rows_sha256__regex=r"^[0-9a-f]{64}$"), name="notice_hashed"
            ),
            models.CheckConstraint(
                condition=Q(slug__regex=r"^[A-Za-z0-9_-]{22}$"),
                name="notice_slug_random",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="guard_insert",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=triggers.NOTICE_INSERT,
                declare=[("posted_on", "date")],
            ),
            pgtrigger.Trigger(
                name="guard_change",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=triggers.NOTICE_CHANGE,
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("publicity:detail", args=[self.pk])

    @property
    def takes_objections(self) -> bool:
        """An announcement tells what was decided; it is not put up for objection."""
        return self.kind != self.Kind.ANNOUNCEMENT

    @cached_property
    def fallen(self) -> list[int]:
        """The numbers of the rows whose case went back or ended since."""
        return list(self.rows.fallen().values_list("position", flat=True))

    def holding_rows(self) -> NoticeRowQuerySet:
        """Rows whose case still stands at the step this notice is posted for."""
        return self.rows.filter(case__state=self.step).still_proposed()

    @property
    def kind_word(self) -> str:
        """What it is called on paper: official Chinese, not translated."""
        return "公示" if self.takes_objections else "公告"

    @property
    def counts_from(self) -> dt.date | None:
        """The first day that counts: the one after the day of posting."""
        day = dt.timedelta(days=1)
        return timezone.localdate(self.starts_at + day) if self.ends_at else None

    @property
    def last_day(self) -> dt.date | None:
        """The last day on which it hangs."""
        return last_day_before(self.ends_at) if self.ends_at else None

    @property
    def state_label(self) -> str:
        """The word for `state`, which `with_state` adds."""
        return str(self.State(self.state).label)


class NoticeRow(models.Model):
    """One row of the list as it hangs on the board in the village."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="rows")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+")
    round = models.PositiveSmallIntegerField(
        null=True, help_text="The round of the case, set by the database."
    )
    position = models.PositiveIntegerField()
    cells = models.JSONField()

    objects = NoticeRowQuerySet.as_manager()

    class Meta:
        ordering = ("notice", "position")
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "position"], name="notice_row_position_once"
            ),
            models.UniqueConstraint(
                fields=["notice", "case"],
                name="notice_row_case_once",
                violation_error_message=_("A case stands on a notice only once."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="guard_insert",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=triggers.BOARD_ROW_INSERT,
            ),
            pgtrigger.Trigger(
                name="frozen",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=triggers.ROW_CHANGE,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.position}"


class PublicRow(models.Model):
    """The same row as anyone may read it on the web, its name masked.

    The public pages read no other table with people in it.
    """

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="public_rows")
    position = models.PositiveIntegerField()
    cells = models.JSONField()

    class Meta:
        ordering = ("notice", "position")
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "position"], name="public_row_position_once"
            )
        ]
        triggers = [
            pgtrigger.Trigger(
                name="guard_insert",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=triggers.ROW_INSERT,
            ),
            pgtrigger.Trigger(
                name="frozen",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=triggers.ROW_CHANGE,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.position}"


class PostedSheet(models.Model):
    """A dated photograph of the sheet on the board: the proof that it hung there."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="sheets")
    attachment = models.ForeignKey(Attachment, models.PROTECT, related_name="+")
    taken_on = models.DateField(_("taken on"))

    class Meta:
        ordering = ("notice", "taken_on", "pk")
        triggers = [
            pgtrigger.Protect(
                name="append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.taken_on}"
