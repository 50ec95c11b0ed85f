"""Fund documents and the allocations of their money to projects."""

from __future__ import annotations

from enum import StrEnum

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.ids import uuid7
from core.money import MAX_FEN
from core.scope import ScopedModel
from funds.querysets import AllocationQuerySet, FundDocumentQuerySet
from funds.triggers import documents as triggers
from projects.models import Project


class ConfirmationState(StrEnum):
    """Where a row stands that a second person confirms; derived, not stored."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    VOIDED = "voided"


class FundDocument(ScopedModel):
    """A paper by which money is sent down (指标文); a second person confirms it."""

    State = ConfirmationState

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(_("fund document number"), max_length=60)
    title = models.CharField(_("name of the fund"), max_length=120)
    issued_on = models.DateField(_("issued"))
    issuer = models.CharField(_("issued by"), max_length=80)
    level = models.CharField(_("level of the fund"), max_length=2)
    kind = models.CharField(_("kind of fund"), max_length=4)
    budget_line = models.CharField(_("budget line"), max_length=10, blank=True)
    amount_fen = models.BigIntegerField(_("amount"))
    is_advance = models.BooleanField(_("issued in advance"), default=False)
    tasks = models.TextField(_("tasks and remarks"), max_length=1000, blank=True)
    # PROTECT: who entered money stays known, also when the account is closed.
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    registered_at = models.DateTimeField(db_default=models.functions.Now())
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(_("confirmed"), null=True)
    voided_at = models.DateTimeField(_("voided"), null=True)

    objects = FundDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("fund document")
        ordering = ("-issued_on", "id")
        permissions = [
            ("allocate_fund", "Can allocate money to projects, confirm and reverse")
        ]
        indexes = [
            models.Index(
                fields=["region_code", "-issued_on", "id"], name="document_place"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["region_code", "number"],
                condition=Q(voided_at=None),
                # A voided document gives its number free: it was registered with a
                # mistake.
                name="document_number_once",
                violation_error_message=_(
                    "A document with this number is already registered."
                ),
            ),
            models.CheckConstraint(
                condition=Q(amount_fen__gt=0, amount_fen__lte=MAX_FEN),
                name="document_amount_in_bounds",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="document_confirmed_by_and_at",
            ),
            models.CheckConstraint(
                condition=~Q(confirmed_by=F("registered_by")),
                # NULL <> x is unknown, which a check lets pass: unconfirmed documents
                # are fine.
                name="document_two_people",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="guard_document",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=triggers.GUARD_DOCUMENT,
            )
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("funds:document-detail", args=[self.pk])

    @property
    def state(self) -> ConfirmationState:
        """See also `FundDocumentQuerySet.confirmed` and `.awaiting_confirmation`."""
        if self.voided_at:
            return self.State.VOIDED
        return self.State.CONFIRMED if self.confirmed_at else self.State.PENDING


class Allocation(ScopedModel):
    """Money of one document for one project; a second person confirms it."""

    State = ConfirmationState

    class Source(models.TextChoices):
        """The parts of a project's budget."""

        SPECIAL = "special", _("special poverty-alleviation fund")
        FISCAL = "fiscal", _("other fiscal funds")
        BOND = "bond", _("local government bonds")
        OTHER = "other", _("other money")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    document = models.ForeignKey(
        FundDocument, models.PROTECT, related_name="allocations"
    )
    project = models.ForeignKey(Project, models.PROTECT, related_name="allocations")
    # The part of the project's budget that it is taken from, by the kind of the
    # document; written by a trigger, which compares it with the budget.
    source = models.CharField(
        max_length=10, choices=Source, default="other", editable=False
    )
    amount_fen = models.BigIntegerField(_("amount"))
    note = models.CharField(_("remark"), max_length=200, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField(db_default=models.functions.Now())
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    entry = models.OneToOneField(
        # By name: entries are declared after documents, to which they point.
        "funds.Entry",
        models.PROTECT,
        null=True,
        related_name="allocation",
    )
    voided_at = models.DateTimeField(_("voided"), null=True)

    objects = AllocationQuerySet.as_manager()

    class Meta:
        verbose_name = _("allocation")
        ordering = ("id",)
        indexes = [models.Index(fields=["region_code", "id"], name="allocation_place")]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_fen__gt=0, amount_fen__lte=MAX_FEN),
                name="allocation_amount_in_bounds",
            ),
            models.CheckConstraint(
                condition=Q(source__in=["special", "fiscal", "bond", "other"]),
                name="allocation_source_known",
            ),
            models.CheckConstraint(
                condition=~Q(confirmed_by=F("proposed_by")),
                name="allocation_two_people",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None, entry=None)
                | Q(confirmed_by__isnull=False, entry__isnull=False),
                name="allocation_confirmed_has_entry",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                # Checked when it is proposed and when its entry is written, not in
                # between.
                name="allocation_in_library",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("entry_id"),
                func=triggers.ALLOCATION_IN_LIBRARY,
            ),
            pgtrigger.Trigger(
                # After the one above by name, as PostgreSQL orders them.
                name="allocation_within",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("entry_id"),
                func=triggers.ALLOCATION_WITHIN,
                declare=[("planned", "bigint"), ("ceiling", "bigint")],
            ),
            pgtrigger.Trigger(
                name="guard_allocation",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=triggers.GUARD_ALLOCATION,
            ),
            pgtrigger.Trigger(
                # Deferred: the entry is written before its postings, all in one
                # transaction.
                name="allocation_matches_entry",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update,
                timing=pgtrigger.Deferred,
                func=triggers.ALLOCATION_MATCHES_ENTRY,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.project_id}"

    @property
    def state(self) -> ConfirmationState:
        """See also `AllocationQuerySet.standing` and `.awaiting_confirmation`."""
        if self.voided_at:
            return self.State.VOIDED
        return self.State.CONFIRMED if self.entry_id else self.State.PENDING

    @property
    def is_standing(self) -> bool:
        """Confirmed and not reversed; see also `AllocationQuerySet.standing`."""
        return self.state == self.State.CONFIRMED
