from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _
from pgtrigger import Before, Delete, Protect, Trigger, UpdateOf

from core.scope import ScopedModel

# What held on a day that has passed was judged by; a period that never ended may end, once.
PERIOD_ONLY_ENDS = """
IF NOT upper_inf(OLD.period) OR upper_inf(NEW.period) OR isempty(NEW.period)
   OR lower(NEW.period) IS DISTINCT FROM lower(OLD.period) THEN
  RAISE check_violation USING CONSTRAINT = 'parameter_period_only_ends',
    MESSAGE = 'a figure keeps its period; one without an end may be given one';
END IF;
RETURN NEW;
"""


class PolicyParameter(ScopedModel):
    """A value the policy document leaves to the jurisdiction, in force for a period."""

    key = models.CharField(_("parameter"), max_length=80)
    value = models.JSONField(_("value"))
    period = DateRangeField(_("in force"))
    document = models.CharField(_("basis"), max_length=200, help_text="The document that sets it.")
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        verbose_name = _("policy parameter")
        ordering = ("region_code", "key", "period")
        permissions = [("set_policyparameter", "Can set a parameter the policy leaves to the county")]
        constraints = [
            ExclusionConstraint(
                name="parameter_periods_apart",
                expressions=[
                    ("region_code", RangeOperators.EQUAL),
                    ("key", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=~models.Q(set_by=models.F("approved_by")),
                name="parameter_maker_is_not_checker",
            ),
        ]
        triggers = [
            Protect(name="no_delete", operation=Delete),
            Protect(
                name="value_fixed",
                operation=UpdateOf("region_code", "key", "value", "document", "set_by_id", "approved_by_id", "set_at"),
            ),
            Trigger(name="period_only_ends", when=Before, operation=UpdateOf("period"), func=PERIOD_ONLY_ENDS),
        ]

    def __str__(self) -> str:
        return f"{self.region_code} {self.key}"
