from __future__ import annotations

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.scope import ScopedModel
from households.models.household import Household
from households.models.recorded_triggers import COPY_TO_HOUSEHOLD, STATE_IS_HOUSEHOLDS
from households.querysets import HouseholdPeriodQuerySet

AREA = {"max_digits": 8, "decimal_places": 2, "null": True, "blank": True}


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    model_name="HouseholdPeriodHistory",
)
class HouseholdPeriod(ScopedModel):
    """One family in one period, as one wide row: conditions, income, counts of members.

    Everything an assessment reads is here. Blank (NULL) means not surveyed; 0 means
    surveyed, none. Amounts are in fen: `net` = gross − cost, and `net_pc` = net ÷
    headcount, rounded half up to the fen (registry codes AAC079, AAC082).
    """

    household = models.ForeignKey(Household, models.PROTECT, related_name="periods")
    period = models.CharField(_("period"), max_length=6)
    window_start = models.DateField(_("income from"))
    window_end = models.DateField(_("income until"))
    state = models.CharField(_("state"), max_length=20, choices=Household.State)
    attr = models.CharField(_("kind of household"), max_length=4, blank=True)
    main_cause = models.CharField(_("main cause of poverty"), max_length=4, blank=True)
    other_causes = ArrayField(
        models.CharField(max_length=4),
        verbose_name=_("other causes"),
        default=list,
        blank=True,
    )
    need = models.CharField(_("need for help"), max_length=200, blank=True)
    is_military_martyr = models.BooleanField(
        _("military or martyr's family"), null=True, blank=True
    )
    in_coop = models.BooleanField(_("in a cooperative"), null=True, blank=True)
    led_by_firm = models.BooleanField(_("led by a firm"), null=True, blank=True)
    led_by_leader = models.BooleanField(
        _("led by a local leader"), null=True, blank=True
    )
    is_relocation = models.BooleanField(_("relocated household"), null=True, blank=True)

    cultivated_mu = models.DecimalField(_("cultivated land"), **AREA)
    irrigated_mu = models.DecimalField(_("irrigated land"), **AREA)
    forest_mu = models.DecimalField(_("forest land"), **AREA)
    orchard_mu = models.DecimalField(_("orchard"), **AREA)
    pasture_mu = models.DecimalField(_("pasture"), **AREA)
    water_mu = models.DecimalField(_("water surface"), **AREA)
    power_production = models.BooleanField(
        _("power for production"), null=True, blank=True
    )
    power_domestic = models.BooleanField(_("power at home"), null=True, blank=True)
    tv = models.BooleanField(_("radio or television"), null=True, blank=True)
    road_km = models.DecimalField(_("distance to the main village road"), **AREA)
    access_road = models.CharField(_("road to the door"), max_length=4, blank=True)
    house_m2 = models.DecimalField(_("dwelling area"), **AREA)
    house_structure = models.CharField(_("structure"), max_length=4, blank=True)
    danger_level = models.CharField(
        _("safety grade of the house"), max_length=4, blank=True
    )
    toilet = models.BooleanField(_("sanitary toilet"), null=True, blank=True)
    fuel = models.CharField(_("main fuel"), max_length=4, blank=True)
    water_safe = models.BooleanField(_("safe drinking water"), null=True, blank=True)
    food_assured = models.BooleanField(_("enough to eat"), null=True, blank=True)
    clothing_assured = models.BooleanField(_("enough to wear"), null=True, blank=True)

    wage_fen = models.BigIntegerField(_("wages"), null=True, blank=True)
    business_fen = models.BigIntegerField(_("business income"), null=True, blank=True)
    property_dividend_fen = models.BigIntegerField(
        _("asset dividends"), null=True, blank=True
    )
    property_other_fen = models.BigIntegerField(
        _("other property income"), null=True, blank=True
    )
    tr_family_planning_fen = models.BigIntegerField(
        _("family planning payments"), null=True, blank=True
    )
    tr_dibao_fen = models.BigIntegerField(
        _("minimum living allowance paid"), null=True, blank=True
    )
    tr_tekun_fen = models.BigIntegerField(
        _("support for the extremely poor paid"), null=True, blank=True
    )
    tr_pension_fen = models.BigIntegerField(_("pension paid"), null=True, blank=True)
    tr_eco_fen = models.BigIntegerField(
        _("ecological compensation"), null=True, blank=True
    )
    tr_other_fen = models.BigIntegerField(_("other transfers"), null=True, blank=True)
    cost_fen = models.BigIntegerField(_("business cost"), null=True, blank=True)

    # Derived by the save in the same transaction, never typed. See also `sheet.derive`.
    headcount = models.PositiveSmallIntegerField(_("members counted"), default=0)
    gross_fen = models.BigIntegerField(_("gross income"), null=True, blank=True)
    net_fen = models.BigIntegerField(_("net income"), null=True, blank=True)
    net_pc_fen = models.BigIntegerField(
        _("net income per person"), null=True, blank=True
    )
    labour_count = models.PositiveSmallIntegerField(default=0)
    working_count = models.PositiveSmallIntegerField(default=0)
    school_age_count = models.PositiveSmallIntegerField(default=0)
    dropout_count = models.PositiveSmallIntegerField(default=0)
    schooling_unknown_count = models.PositiveSmallIntegerField(default=0)
    uninsured_count = models.PositiveSmallIntegerField(default=0)
    insurance_unknown_count = models.PositiveSmallIntegerField(default=0)
    dibao_count = models.PositiveSmallIntegerField(default=0)
    tekun_count = models.PositiveSmallIntegerField(default=0)
    ill_count = models.PositiveSmallIntegerField(default=0)
    disabled_count = models.PositiveSmallIntegerField(default=0)
    filled_on = models.DateField(_("filled in on"), null=True, blank=True)
    filled_by_name = models.CharField(_("filled in by"), max_length=50, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = HouseholdPeriodQuerySet.as_manager()

    INCOME = (
        "wage_fen",
        "business_fen",
        "property_dividend_fen",
        "property_other_fen",
        "tr_family_planning_fen",
        "tr_dibao_fen",
        "tr_tekun_fen",
        "tr_pension_fen",
        "tr_eco_fen",
        "tr_other_fen",
    )

    class Meta:
        verbose_name = _("household's period")
        ordering = ("household", "-period")
        indexes = [
            models.Index(
                fields=["period", "region_code", "household"], name="period_place"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["household", "period"], name="period_once"),
            models.CheckConstraint(
                condition=Q(window_end__gt=F("window_start")),
                name="period_window_forward",
            ),
            models.CheckConstraint(
                condition=Q(net_fen=None) | Q(net_fen=F("gross_fen") - F("cost_fen")),
                name="period_net_is_gross_less_cost",
            ),
            models.CheckConstraint(
                condition=Q(irrigated_mu=None)
                | Q(cultivated_mu=None)
                | Q(irrigated_mu__lte=F("cultivated_mu")),
                name="period_irrigated_within_cultivated",
                violation_error_message=_(
                    "There cannot be more irrigated land than cultivated land."
                ),
            ),
            models.CheckConstraint(
                condition=Q(period__regex=r"^\d{4}(\d{2})?$"), name="period_code_form"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="no_delete", operation=pgtrigger.Delete),
            *COPY_TO_HOUSEHOLD,
            STATE_IS_HOUSEHOLDS,
        ]

    def __str__(self) -> str:
        return f"{self.household_id} {self.period}"
