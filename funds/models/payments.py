"""The payments to households, one line of a batch each."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.ids import uuid7
from core.money import MAX_FEN
from core.scope import ScopedModel
from funds.models.batches import PaymentBatch
from funds.querysets import PaymentQuerySet
from funds.triggers import payments as triggers
from households.models import Household, Member


class CountedCodes(models.Field):
    """A set of numeric codes as PostgreSQL keeps it, for an exclusion by overlap.

    Written by a trigger and read by a constraint, never by Python.
    """

    def db_type(self, connection: Any) -> str:
        return "int4multirange"


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
    # Not always the payee: marked on the line. NULL on lines older than the column.
    account_holder = models.ForeignKey(
        Member, models.PROTECT, null=True, related_name="+"
    )
    amount_fen = models.BigIntegerField(_("amount"))
    # Subsidy and period of the batch, copied by a trigger for the constraints below.
    programme = models.CharField(max_length=4, editable=False)
    covers = DateRangeField(editable=False)
    # The subsidy with those it counts as; filled in by the trigger, like the two above.
    counts_as = CountedCodes(editable=False)
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
                # twice, and so is the same money under another subsidy's name.
                name="payment_once_per_household",
                violation_error_message=_(
                    "A household of the list has already been paid this subsidy, "
                    "or one that excludes it, for this period."
                ),
                expressions=[
                    ("counts_as", RangeOperators.OVERLAPS),
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
                    "A payee of the list has already been paid this subsidy, "
                    "or one that excludes it, for this period."
                ),
                expressions=[
                    ("counts_as", RangeOperators.OVERLAPS),
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
