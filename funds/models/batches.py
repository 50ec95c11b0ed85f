"""Payment batches: one subsidy for one period, by three people."""

from __future__ import annotations

import datetime as dt

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.ids import uuid7
from core.refusals import REASON_LIMIT
from core.scope import ScopedModel
from funds.models.documents import Allocation
from funds.models.postings import Entry
from funds.querysets import PaymentBatchQuerySet
from funds.triggers import payments as triggers
from projects.models import Project


def _person() -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )


class PaymentBatch(ScopedModel):
    """Payments of one subsidy for one period; three people make, approve and release it."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        APPROVED = "approved", pgettext_lazy("payment batch", "approved")
        RELEASED = "released", _("released")
        RETURNED = "returned", _("returned")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(
        _("batch number"), max_length=40, unique=True, editable=False
    )
    project = models.ForeignKey(Project, models.PROTECT, related_name="batches")
    allocation = models.ForeignKey(Allocation, models.PROTECT, related_name="batches")
    programme = models.CharField(_("subsidy"), max_length=4)
    # Half open, [first day, day after the last), as PostgreSQL normalises it.
    covers = DateRangeField(_("period covered"))
    # Paid before the project was accepted; marked wherever the batch is shown.
    is_advance = models.BooleanField(_("paid in advance"), default=False)
    # Kept beside the lines, so that lists need no sum; a deferred trigger compares.
    total_fen = models.BigIntegerField(_("total"), default=0)
    line_count = models.PositiveIntegerField(_("households"), default=0)
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.DRAFT
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(db_default=models.functions.Now())
    approved_by = _person()
    approved_at = models.DateTimeField(_("approved at"), null=True)
    released_by = _person()
    released_at = models.DateTimeField(_("released"), null=True)
    returned_by = _person()
    returned_at = models.DateTimeField(_("returned"), null=True)
    return_reason = models.CharField(_("reason"), max_length=REASON_LIMIT, blank=True)
    # One to one: an entry pays one batch, and a batch is paid by one entry.
    entry = models.OneToOneField(Entry, models.PROTECT, null=True, related_name="batch")

    objects = PaymentBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment batch")
        ordering = ("-id",)
        permissions = [
            ("make_payment", "Can make a payment batch"),
            ("approve_payment", "Can approve a payment batch"),
            ("release_payment", "Can release a payment batch"),
        ]
        indexes = [
            models.Index(fields=["region_code", "id"], name="batch_place"),
            models.Index(
                fields=["region_code", "state", "id"], name="batch_place_state"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(approved_by=F("made_by"))
                & ~Q(released_by=F("made_by"))
                & ~Q(released_by=F("approved_by")),
                # Unset people are NULL and pass; each later step adds one person to
                # compare.
                name="batch_three_people",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "returned"])
                | Q(
                    state="approved",
                    approved_by__isnull=False,
                    approved_at__isnull=False,
                )
                | Q(
                    state="released",
                    approved_by__isnull=False,
                    released_by__isnull=False,
                    released_at__isnull=False,
                    entry__isnull=False,
                ),
                name="batch_state_has_its_people",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned")
                | (Q(returned_by__isnull=False) & ~Q(return_reason="")),
                name="batch_returned_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "returned"]) | Q(total_fen__gt=0),
                name="batch_pays_something",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="start_batch",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=triggers.START_BATCH,
            ),
            pgtrigger.Trigger(
                # After START_BATCH and the others by name: they say more plainly what
                # is wrong with a whole batch.
                name="terms_fit_project",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=triggers.BATCH_FITS_PROJECT,
            ),
            pgtrigger.Trigger(
                name="batch_pays_the_living",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=triggers.BATCH_PAYS_THE_LIVING,
            ),
            pgtrigger.Trigger(
                name="guard_batch",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=triggers.GUARD_BATCH,
            ),
            pgtrigger.Trigger(
                name="batch_allocation_stands",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=triggers.BATCH_ALLOCATION_STANDS,
            ),
            pgtrigger.Trigger(
                name="freeze_batch",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=triggers.FREEZE_BATCH,
            ),
            pgtrigger.Trigger(
                # Deferred, because the lines are inserted after the batch.
                name="batch_total_is_sum",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update,
                timing=pgtrigger.Deferred,
                func=triggers.BATCH_TOTAL_IS_SUM,
            ),
            pgtrigger.Trigger(
                name="batch_matches_entry",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update,
                timing=pgtrigger.Deferred,
                func=triggers.BATCH_MATCHES_ENTRY,
            ),
            pgtrigger.Trigger(
                name="batch_returned_with_money",
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                timing=pgtrigger.Deferred,
                func=triggers.BATCH_RETURNED_WITH_MONEY,
            ),
            pgtrigger.Trigger(
                name="return_lines",
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(new__state="returned")
                & ~pgtrigger.Q(old__state="returned"),
                func=triggers.RETURN_LINES,
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_unpaid(self) -> bool:
        """Whether it still asks for its money; see also `PaymentBatchQuerySet.unpaid`."""
        return self.state in (self.State.DRAFT, self.State.APPROVED)

    @property
    def last_day(self) -> dt.date:
        """The last day it pays for; the period itself is half open."""
        return self.covers.upper - dt.timedelta(days=1)

    def get_absolute_url(self) -> str:
        return reverse("funds:batch-detail", args=[self.pk])
