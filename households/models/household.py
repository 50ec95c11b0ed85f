from __future__ import annotations

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce, ExtractYear, Left
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.ids import uuid7
from core.scope import ScopedModel
from households.models.recorded_triggers import STATE_TO_PERIOD
from households.querysets import HouseholdQuerySet

# Copied from the latest period by a trigger. Their history is that of the periods.
RECORDED = ("recorded_period", "recorded_attr", "recorded_cause", "recorded_net_pc_fen")


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    model_name="HouseholdHistory",
    exclude=list(RECORDED),
)
class Household(ScopedModel):
    """A registered family: who they are and where they live.

    What changes from year to year is in the periods.
    """

    class State(models.TextChoices):
        NOT_EXITED = "not_exited", _("not exited")
        PRE_EXIT = "pre_exit", _("chosen for exit")
        EXITED_WITH_POLICY = "exited_with_policy", _("exited, policies continue")
        EXITED_NO_POLICY = "exited_no_policy", _("exited, policies ended")
        RETURNED = "returned", _("returned to poverty")
        REMOVED = "removed", _("removed as registered by mistake")
        CLOSED = "closed", pgettext_lazy("household", "closed")

    POOR = (State.NOT_EXITED, State.PRE_EXIT, State.RETURNED)
    EXITED = (State.EXITED_WITH_POLICY, State.EXITED_NO_POLICY)
    ACTIVE = (*POOR, *EXITED)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hh_no = models.CharField(
        _("household number"), max_length=32, unique=True, editable=False
    )
    group_name = models.CharField(_("villagers' group"), max_length=40, blank=True)
    address = models.CharField(_("address"), max_length=100, blank=True)
    id_standard = models.CharField(
        _("identification standard"), max_length=4, default="01"
    )
    state = models.CharField(
        _("state"), max_length=20, choices=State, default=State.NOT_EXITED
    )
    first_identified_on = models.DateField(_("first identified"))
    exited_on = models.DateField(_("exited"), null=True, blank=True)
    planned_exit_year = models.PositiveSmallIntegerField(
        _("planned exit year"), null=True, blank=True
    )
    # The head's name and the number of members are kept here too (by the save and by
    # `sheet.derive`), so that the list reads one table.
    head_name = models.CharField(_("head of household"), max_length=50, blank=True)
    head_pinyin = models.CharField(max_length=120, blank=True)
    head_initials = models.CharField(max_length=20, blank=True)
    head_id_mask = models.CharField(max_length=22, blank=True)
    member_count = models.PositiveSmallIntegerField(_("members"), default=0)
    # What the latest period says, so that the list filters and sorts on one table.
    # See also `recorded_triggers`.
    recorded_period = models.CharField(
        _("recorded until"), max_length=6, blank=True, db_default="", editable=False
    )
    recorded_attr = models.CharField(
        _("kind of household"), max_length=4, blank=True, db_default="", editable=False
    )
    recorded_cause = models.CharField(
        _("main cause of poverty"),
        max_length=4,
        blank=True,
        db_default="",
        editable=False,
    )
    recorded_net_pc_fen = models.BigIntegerField(
        _("net income per person"), null=True, editable=False
    )
    phone_sealed = models.TextField(blank=True)
    phone_index = models.BinaryField(max_length=16, null=True)
    phone_mask = models.CharField(
        pgettext_lazy("household", "telephone"), max_length=20, blank=True
    )
    bank_name = models.CharField(_("bank"), max_length=60, blank=True)
    bank_account_sealed = models.TextField(blank=True)
    bank_account_index = models.BinaryField(max_length=16, null=True)
    bank_account_mask = models.CharField(_("bank account"), max_length=24, blank=True)
    # Whose account it is. It stays when the head changes, and money waits until somebody
    # has said whose the account now is. By name: people are declared after households.
    bank_holder = models.ForeignKey(
        "households.Member",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("account holder"),
    )
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(db_default=models.functions.Now())
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    updated_at = models.DateTimeField(auto_now=True)

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        verbose_name = _("household")
        ordering = ("region_code", "id")
        permissions = [
            ("reveal_household", "Can see personal numbers in full, with a purpose")
        ]
        indexes = [
            models.Index(fields=["region_code", "id"], name="household_place"),
            models.Index(
                fields=["region_code", "state", "id"], name="household_place_state"
            ),
            models.Index(fields=["phone_index"], name="household_phone"),
            # One index a filter, each ending in the order of the list; with the state in
            # it the rows are counted from the index alone. See `households.listing`.
            models.Index(
                fields=["state", "region_code", "id"], name="household_state_place"
            ),
            models.Index(
                fields=["recorded_attr", "region_code", "id"],
                include=["state"],
                name="household_attr_place",
            ),
            models.Index(
                fields=["recorded_cause", "region_code", "id"],
                include=["state"],
                name="household_cause_place",
            ),
            models.Index(
                fields=["recorded_period", "region_code", "id"],
                include=["state"],
                name="household_period_place",
            ),
            models.Index(
                # A bare year would be asked for as a range of days.
                Coalesce(ExtractYear("exited_on"), 0),
                "region_code",
                "id",
                # The day too, else PostgreSQL looks for it in the row.
                include=["state", "exited_on"],
                name="household_exit_year_place",
            ),
            # One index a sort, each beginning with the county.
            models.Index(
                Left("region_code", 6),
                "recorded_net_pc_fen",
                "id",
                name="household_county_income",
            ),
            models.Index(
                Left("region_code", 6),
                "head_pinyin",
                "id",
                name="household_county_head",
            ),
            models.Index(
                Left("region_code", 6),
                "updated_at",
                "id",
                name="household_county_updated",
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(hh_no=""), name="household_has_number"),
            models.CheckConstraint(
                condition=Q(
                    state__in=["exited_with_policy", "exited_no_policy"],
                    exited_on__isnull=False,
                )
                | ~Q(state__in=["exited_with_policy", "exited_no_policy"]),
                name="household_exited_has_date",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="no_delete", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="number_fixed", operation=pgtrigger.UpdateOf("hh_no")
            ),
            STATE_TO_PERIOD,
        ]

    def __str__(self) -> str:
        return f"{self.head_name} {self.hh_no}"

    def get_absolute_url(self) -> str:
        return reverse("households:detail", args=[self.pk])

    @property
    def is_poor(self) -> bool:
        return self.state in self.POOR
