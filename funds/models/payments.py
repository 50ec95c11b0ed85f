"""Payment batches and the payments to households in them."""

from __future__ import annotations

import datetime as dt

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.ids import uuid7
from core.money import MAX_FEN
from core.refusals import REASON_LIMIT
from core.scope import ScopedModel
from funds.models.documents import Allocation
from funds.models.postings import Entry
from funds.querysets import PaymentBatchQuerySet, PaymentQuerySet
from funds.triggers import payments as triggers
from households.models import Household, Member
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


class Payment(ScopedModel):
    """One household's line of a batch; payee and bank account are frozen when it is made."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    batch = models.ForeignKey(PaymentBatch, models.PROTECT, related_name="payments")
    household = models.ForeignKey(Household, models.PROTECT, related_name="payments")
    payee = models.ForeignKey(Member, models.PROTECT, related_name="payments")
    payee_name = models.CharField(_("payee"), max_length=50)
    payee_id_mask = models.CharField(_("document number"), max_length=22)
    bank_name = models.CharField(_("bank"), max_length=60, blank=True)
    # The household's ciphertext as it stood. It is decrypted in the household's
    # context, so that a whole list is copied by one INSERT … SELECT.
    account_sealed = models.TextField(blank=True)
    account_mask = models.CharField(_("bank account"), max_length=24, blank=True)
    amount_fen = models.BigIntegerField(_("amount"))
    # Subsidy and period of the batch, copied by a trigger for the constraints below.
    programme = models.CharField(max_length=4, editable=False)
    covers = DateRangeField(editable=False)
    # False once the batch is returned: then it no longer stands in the way of another.
    is_live = models.BooleanField(default=True, editable=False)
    note = models.CharField(_("remark"), max_length=100, blank=True)

    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment")
        ordering = ("region_code", "id")
        indexes = [
            models.Index(fields=["region_code", "id"], name="payment_place"),
            models.Index(fields=["household", "-id"], name="payment_household"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "household"], name="payment_once_per_batch"
            ),
            models.CheckConstraint(
                condition=Q(amount_fen__gt=0, amount_fen__lte=MAX_FEN),
                name="payment_amount_in_bounds",
            ),
            ExclusionConstraint(
                # Overlap, not equality: a year and a month of it are the same money
                # twice.
                name="payment_once_per_household",
                violation_error_message=_(
                    "A household of the list has already been paid this subsidy for this period."
                ),
                expressions=[
                    ("programme", RangeOperators.EQUAL),
                    ("household", RangeOperators.EQUAL),
                    ("covers", RangeOperators.OVERLAPS),
                ],
                condition=Q(is_live=True),
            ),
            ExclusionConstraint(
                # Also by person: who moves to another household is not paid a second
                # time.
                name="payment_once_per_payee",
                violation_error_message=_(
                    "A payee of the list has already been paid this subsidy for this period."
                ),
                expressions=[
                    ("programme", RangeOperators.EQUAL),
                    ("payee", RangeOperators.EQUAL),
                    ("covers", RangeOperators.OVERLAPS),
                ],
                condition=Q(is_live=True),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="add_payment",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=triggers.ADD_PAYMENT,
                declare=[("state", "text")],
            ),
            pgtrigger.Trigger(
                name="payee_of_household",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert
                | pgtrigger.UpdateOf("payee_id", "household_id"),
                func=triggers.PAYMENT_PAYEE_OF_HOUSEHOLD,
            ),
            pgtrigger.Trigger(
                name="guard_payment",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=triggers.GUARD_PAYMENT,
                declare=[("state", "text")],
            ),
            pgtrigger.Trigger(
                name="live_until_returned",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=triggers.PAYMENT_LIVE_UNTIL_RETURNED,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.payee_name} {self.amount_fen}"
