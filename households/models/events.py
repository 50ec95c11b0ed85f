from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.scope import ScopedModel, ScopedQuerySet
from households.models.household import Household
from households.models.member import Member
from households.permissions import VIEW


class RegistryEventQuerySet(ScopedQuerySet):
    """Events that a person may see."""

    view_permission = VIEW


class RegistryEvent(ScopedModel):
    """What happened to a household or a person in the registry.

    The sum of `headcount_change` is the number of registered people.
    """

    class Kind(models.TextChoices):
        IDENTIFIED = "identified", _("identified")
        NATURAL_INCREASE = "natural_increase", _("natural increase")
        NATURAL_DECREASE = "natural_decrease", _("natural decrease")
        EXITED = "exited", _("exited")
        RETURNED = "returned", _("returned to poverty")
        REMOVED = "removed", _("removed as registered by mistake")
        CLOSED = "closed", pgettext_lazy("household", "closed")
        HEAD_CHANGED = "head_changed", _("change of head")
        CORRECTED = "corrected", _("corrected")

    household = models.ForeignKey(
        Household, models.PROTECT, related_name="registry_events"
    )
    member = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="registry_events"
    )
    kind = models.CharField(_("event"), max_length=20, choices=Kind)
    happened_on = models.DateField(_("date"))
    headcount_change = models.SmallIntegerField(default=0)
    reason = models.CharField(_("reason"), max_length=4, blank=True)
    note = models.CharField(_("remark"), max_length=300, blank=True)
    case = models.ForeignKey(
        "core.Case", models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(db_default=models.functions.Now())

    objects = RegistryEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("registry event")
        ordering = ("happened_on", "id")
        indexes = [
            models.Index(
                fields=["household", "happened_on"], name="registryevent_household"
            )
        ]
        triggers = [
            pgtrigger.Protect(
                name="append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.household_id} {self.kind} {self.happened_on}"
