"""What was done for a household."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.ids import uuid7
from core.money import MAX_FEN
from core.scope import ScopedModel
from households.models import Household
from projects import triggers
from projects.models.projects import Project
from projects.querysets import (
    MeasureQuerySet,
)


class Measure(ScopedModel):
    """Help given to one household on one day, and the day the household confirmed it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    household = models.ForeignKey(Household, models.PROTECT, related_name="measures")
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="measures"
    )
    kind = models.CharField(_("kind of help"), max_length=20)
    happened_on = models.DateField(_("date"))
    content = models.CharField(_("what was done"), max_length=200)
    amount_fen = models.BigIntegerField(_("amount"), null=True, blank=True)
    quantity = models.DecimalField(
        _("quantity"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    unit = models.CharField(_("unit"), max_length=10, blank=True)
    confirmed_on = models.DateField(
        _("confirmed by the household"), null=True, blank=True
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(db_default=models.functions.Now())

    objects = MeasureQuerySet.as_manager()

    class Meta:
        verbose_name = _("measure of help")
        ordering = ("-happened_on", "-id")
        indexes = [
            models.Index(
                fields=["household", "-happened_on"], name="measure_household"
            ),
            models.Index(fields=["region_code", "id"], name="measure_place"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_fen=None)
                | Q(amount_fen__gte=0, amount_fen__lte=MAX_FEN),
                name="measure_amount_in_bounds",
                violation_error_message=_(
                    "The amount is negative or too large; check the unit."
                ),
            ),
            models.CheckConstraint(
                condition=Q(confirmed_on=None) | Q(confirmed_on__gte=F("happened_on")),
                name="measure_confirmed_after_it_happened",
                violation_error_message=_(
                    "The day of confirmation lies between the measure and today."
                ),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="guard_measure",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=triggers.GUARD_MEASURE,
            )
        ]

    def __str__(self) -> str:
        return f"{self.happened_on} {self.content}"
