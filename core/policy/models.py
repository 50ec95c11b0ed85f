from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from pgtrigger import Before, Delete, Insert, Protect, Trigger, Update, UpdateOf
from pgtrigger import Q as TriggerQ

from core.ids import uuid7
from core.policy.querysets import ParameterProposalQuerySet
from core.policy.triggers import PERIOD_ONLY_ENDS, PROPOSAL_IS_CARRIED_OUT
from core.scope import ScopedModel


class PolicyParameter(ScopedModel):
    """A value the policy document leaves to the jurisdiction, in force for a period."""

    key = models.CharField(_("parameter"), max_length=80)
    value = models.JSONField(_("value"))
    period = DateRangeField(_("in force"))
    document = models.CharField(
        _("basis"), max_length=200, help_text="The document that sets it."
    )
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    set_at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        verbose_name = _("policy parameter")
        ordering = ("region_code", "key", "period")
        permissions = [
            (
                "set_policyparameter",
                "Can set a parameter the policy leaves to the county",
            )
        ]
        constraints = [
            ExclusionConstraint(
                name="parameter_periods_apart",
                expressions=[
                    ("region_code", RangeOperators.EQUAL),
                    ("key", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
                violation_error_message=_(
                    "A figure is already set for a part of this period; choose a"
                    " period that starts after it."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(set_by=F("approved_by")),
                name="parameter_maker_is_not_checker",
            ),
        ]
        triggers = [
            Protect(name="no_delete", operation=Delete),
            Protect(
                name="value_fixed",
                operation=UpdateOf(
                    "region_code",
                    "key",
                    "value",
                    "document",
                    "set_by_id",
                    "approved_by_id",
                    "set_at",
                ),
            ),
            Trigger(
                name="period_only_ends",
                when=Before,
                operation=UpdateOf("period"),
                func=PERIOD_ONLY_ENDS,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region_code} {self.key}"


class ParameterProposal(ScopedModel):
    """A figure that one person proposes and another of the same office confirms."""

    class State(models.TextChoices):
        PENDING = "pending", _("awaits confirmation")
        CONFIRMED = "confirmed", _("confirmed")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key = models.CharField(_("parameter"), max_length=80)
    value = models.JSONField(_("value"))
    period = DateRangeField(_("in force"))
    document = models.CharField(_("basis"), max_length=200)
    reason = models.CharField(_("reason"), max_length=300)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField(db_default=models.functions.Now())
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(_("why not"), max_length=300, blank=True)
    result = models.OneToOneField(
        PolicyParameter, models.PROTECT, null=True, related_name="proposal"
    )

    objects = ParameterProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposed policy figure")
        ordering = ("-proposed_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["region_code", "key"],
                condition=Q(decided_at=None),
                name="proposal_pending_once",
                violation_error_message=_(
                    "A figure for this parameter already awaits confirmation; that one"
                    " is confirmed or refused first."
                ),
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="proposal_has_reason"),
            models.CheckConstraint(
                condition=Q(decided_by=None, decided_at=None, result=None, answer="")
                | Q(
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                    result__isnull=False,
                    answer="",
                )
                | (
                    Q(decided_by__isnull=False, decided_at__isnull=False, result=None)
                    & ~Q(answer="")
                ),
                name="proposal_decided_whole",
            ),
            models.CheckConstraint(
                condition=Q(result=None) | ~Q(decided_by=F("proposed_by")),
                name="proposal_maker_is_not_checker",
            ),
        ]
        triggers = [
            Protect(name="no_delete", operation=Delete),
            Protect(
                name="content_fixed",
                operation=UpdateOf(
                    "region_code",
                    "key",
                    "value",
                    "period",
                    "document",
                    "reason",
                    "proposed_by_id",
                    "proposed_at",
                ),
            ),
            Protect(
                name="closed_fixed",
                operation=UpdateOf(
                    "decided_by_id", "decided_at", "answer", "result_id"
                ),
                condition=TriggerQ(old__decided_at__isnull=False),
            ),
            Trigger(
                name="carried_out",
                when=Before,
                operation=Insert | Update,
                func=PROPOSAL_IS_CARRIED_OUT,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region_code} {self.key}"

    def get_absolute_url(self) -> str:
        return reverse("assessment:proposal-detail", args=[self.pk])

    @property
    def state(self) -> State:
        if self.decided_at is None:
            return self.State.PENDING
        if self.result_id:
            return self.State.CONFIRMED
        return (
            self.State.WITHDRAWN
            if self.decided_by_id == self.proposed_by_id
            else self.State.REFUSED
        )
