"""The models that every app builds on.

Those of a room (audit, cases, jobs, policy) stand in the room; Django finds them by the
imports here.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from pgtrigger import Delete, Protect, UpdateOf

from core.audit.models import AuditEntry
from core.cases.models import Case, CaseEvent
from core.forms.models import PendingFile, SentForm
from core.ids import uuid7
from core.jobs.models import Job
from core.policy.models import ParameterProposal, PolicyParameter
from core.scope import ScopedModel
from core.seals.models import Seal, SealHead, SealNote

__all__ = [
    "Attachment",
    "AuditEntry",
    "Case",
    "CaseEvent",
    "CodeItem",
    "Counter",
    "Draft",
    "Holiday",
    "Job",
    "ParameterProposal",
    "PendingFile",
    "PolicyParameter",
    "Seal",
    "SealHead",
    "SealNote",
    "SentForm",
]


class Attachment(ScopedModel):
    """A paper or picture behind a fact or a decision, stored under the hash of its content."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(_("size in bytes"))
    content_type = models.CharField(max_length=100)
    name = models.CharField(_("file name"), max_length=200)
    purpose = models.CharField(_("what it shows"), max_length=60)
    subject = models.CharField(_("what it belongs to"), max_length=120)
    permission = models.CharField(
        max_length=80, help_text="Permission needed to open it in its region."
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField(db_default=models.functions.Now())
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("attachment")
        indexes = [models.Index(fields=["subject"], name="attachment_subject")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$"),
                name="attachment_sha256",
            )
        ]
        triggers = [
            Protect(name="no_delete", operation=Delete),
            Protect(
                name="content_fixed",
                operation=UpdateOf(
                    "sha256", "size", "subject", "region_code", "uploaded_by_id"
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Holiday(models.Model):
    """A day that is not what its weekday says: a rest day in the week, or a worked weekend."""

    day = models.DateField(_("day"), primary_key=True)
    is_workday = models.BooleanField(_("worked"))
    name = models.CharField(_("name"), max_length=40)
    source = models.CharField(_("source"), max_length=100)

    class Meta:
        verbose_name = _("holiday")
        ordering = ("day",)

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class CodeQuerySet(models.QuerySet):
    """Codes by list and by the day they are in force."""

    def in_list(self, name: str) -> CodeQuerySet:
        """The items of one list in their official order."""
        return self.filter(list_name=name).order_by("position", "code")

    def valid_on(self, day: dt.date) -> CodeQuerySet:
        """Items in force on `day`; labels change by era."""
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=day),
            Q(valid_to=None) | Q(valid_to__gt=day),
        )


class CodeItem(models.Model):
    """One code of one official list with its label in one era."""

    list_name = models.CharField(_("list"), max_length=40)
    code = models.CharField(_("code"), max_length=40)
    label = models.CharField(_("label"), max_length=100)
    position = models.PositiveSmallIntegerField(default=0)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    aliases = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    attributes = models.JSONField(default=dict, blank=True)

    objects = CodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("code")
        ordering = ("list_name", "position", "code")
        constraints = [
            models.UniqueConstraint(
                fields=["list_name", "code", "valid_from"],
                name="code_once_per_era",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.list_name} {self.code} {self.label}"


class Counter(models.Model):
    """The last business number given out under one prefix, county and year."""

    scope = models.CharField(max_length=60, primary_key=True)
    last = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return f"{self.scope} {self.last}"


class Draft(models.Model):
    """What a person has typed but not yet sent; sealed, since it may hold ID numbers."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts"
    )
    form_key = models.CharField(max_length=60)
    entity_id = models.UUIDField(
        help_text="The row being written; made before it exists."
    )
    base_version = models.PositiveIntegerField(default=0)
    payload_sealed = models.TextField()
    updated_at = models.DateTimeField(_("saved"), auto_now=True)

    class Meta:
        verbose_name = _("draft")
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "form_key", "entity_id"], name="draft_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.form_key} {self.entity_id}"
