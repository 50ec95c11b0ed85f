from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessment.models.recheck import RecheckRun
from assessment.querysets import RecheckItemQuerySet
from core.ids import uuid7
from core.scope import ScopedModel
from households.models import Household


class RecheckItem(ScopedModel):
    """A finding of a re-check for a person to look at; it proposes, it never decides."""

    class Kind(models.TextChoices):
        POSSIBLE_RETURN = (
            "possible_return",
            _("exited, but no longer meets the standard"),
        )
        CAN_EXIT = "can_exit", _("poor, but meets the whole standard")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    household = models.ForeignKey(
        Household, models.PROTECT, related_name="recheck_items"
    )
    kind = models.CharField(_("what was found"), max_length=20, choices=Kind)
    period = models.CharField(_("period"), max_length=6)
    unmet = models.IntegerField(default=0)
    first_run = models.ForeignKey(RecheckRun, models.PROTECT, related_name="+")
    last_run = models.ForeignKey(RecheckRun, models.PROTECT, related_name="+")
    found_at = models.DateTimeField(_("found"), db_default=models.functions.Now())
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    explanation = models.CharField(_("explanation"), max_length=500, blank=True)

    objects = RecheckItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("re-check finding")
        ordering = ("region_code", "id")
        indexes = [
            models.Index(
                fields=["region_code", "id"],
                condition=Q(closed_at=None),
                name="recheckitem_open",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "kind"],
                condition=Q(closed_at=None),
                name="recheckitem_open_once",
            ),
            models.CheckConstraint(
                condition=Q(closed_by=None, explanation="")
                | (
                    Q(closed_by__isnull=False, closed_at__isnull=False)
                    & ~Q(explanation="")
                ),
                name="recheckitem_closed_by_a_person_with_explanation",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="no_delete", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="closed_fixed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__closed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household_id} {self.kind}"
