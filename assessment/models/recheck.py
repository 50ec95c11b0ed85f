from __future__ import annotations

from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assessment.criteria import Criteria
from assessment.criterion import Outcome
from assessment.querysets import RecheckRunQuerySet, VerdictQuerySet
from core.ids import uuid7
from core.scope import RegionCodeField, ScopedModel
from households.models import Household


class RecheckRun(ScopedModel):
    """One re-check of all registered households of a region by one day's standard."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    region_end = RegionCodeField(editable=False)
    key = models.CharField(  # noqa: DJ001  NULLs do not collide
        max_length=80,
        unique=True,
        null=True,
        help_text="One nightly run a region and day.",
    )
    on = models.DateField(_("judged as of"))
    period = models.CharField(_("period"), max_length=6)
    policy_name = models.CharField(_("policy"), max_length=60)
    policy_digest = models.CharField(max_length=64)
    criteria = models.JSONField(
        help_text="The standard with its figures, as it judged."
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    started_at = models.DateTimeField(_("started"), db_default=models.functions.Now())
    closed_at = models.DateTimeField(_("finished"), null=True, blank=True)
    # `in_scope` is counted from the households, `checked` from the verdicts: a run that
    # leaves one out or judges one twice cannot close (constraints below).
    in_scope = models.PositiveIntegerField(_("households"), default=0)
    checked = models.PositiveIntegerField(_("judged"), default=0)
    met = models.PositiveIntegerField(default=0)
    unmet = models.PositiveIntegerField(default=0)
    unknown = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)

    objects = RecheckRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("re-check")
        ordering = ("-started_at",)
        permissions = [
            ("view_recheck", "Can see re-checks and what they found"),
            ("run_recheck", "Can start a re-check"),
            ("view_exit", "Can see exit cases"),
            ("propose_exit", "Can propose that a household exits"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(checked=F("in_scope")),
                name="recheck_every_household_once",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None)
                | Q(checked=F("met") + F("unmet") + F("unknown")),
                name="recheck_outcomes_add_up",
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
        return f"{self.region_code} {self.on}"

    def get_absolute_url(self) -> str:
        return reverse("assessment:recheck-detail", args=[self.pk])

    @property
    def standard(self) -> Criteria:
        """The standard this run judged by."""
        return Criteria.from_json(self.criteria)


class RecheckShard(models.Model):
    """A range of regions that one worker judges in one transaction.

    Its row lock is the lease: a killed worker's transaction ends and frees it.
    """

    run = models.ForeignKey(RecheckRun, models.PROTECT, related_name="shards")
    lo = RegionCodeField()
    hi = RegionCodeField()
    expected = models.PositiveIntegerField(
        default=0, help_text="Households when the run was planned; for progress."
    )
    # Counted from the households and from the verdicts in one snapshot; see RecheckRun.
    in_scope = models.PositiveIntegerField(default=0)
    checked = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("run", "lo")
        constraints = [
            models.UniqueConstraint(fields=["run", "lo"], name="shard_once"),
            models.CheckConstraint(condition=Q(hi__gt=F("lo")), name="shard_forward"),
            models.CheckConstraint(
                condition=Q(in_scope=F("checked")), name="shard_every_household_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.lo}"


class Verdict(ScopedModel):
    """The verdict on a household, from the run that first gives it to one that differs.

    `unmet` and `unknown` hold one bit for each line. Runs write only what differs; the
    verdicts of a run are those that held when it closed (`VerdictQuerySet.of_run`).
    """

    id = models.BigAutoField(primary_key=True)
    # No foreign keys in the database: rows are written by INSERT … SELECT from the tables
    # they point at, whose rows are never deleted, and checking each of a million keys
    # again would double the time of a first run.
    run = models.ForeignKey(
        RecheckRun,
        models.PROTECT,
        related_name="verdicts",
        db_constraint=False,
        db_index=False,
    )
    household = models.ForeignKey(
        Household, models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    outcome = models.CharField(_("verdict"), max_length=7, choices=Outcome)
    unmet = models.IntegerField(default=0)
    unknown = models.IntegerField(default=0)
    is_change = models.BooleanField(
        default=False, help_text="Something else was said of the household before."
    )
    since = models.DateTimeField(db_default=models.functions.Now())
    until = models.DateTimeField(null=True, blank=True)

    objects = VerdictQuerySet.as_manager()

    class Meta:
        verbose_name = _("verdict")
        indexes = [
            models.Index(fields=["region_code", "household"], name="verdict_place")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(until=None),
                name="verdict_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="verdict_forward",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="no_delete", operation=pgtrigger.Delete),
            # A verdict is only ever ended. Costs the re-check nothing: that is all it does.
            pgtrigger.Protect(
                name="said_is_said",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.until IS NOT NULL OR (OLD.id, OLD.run_id, OLD.household_id,"
                    " OLD.region_code, OLD.outcome, OLD.unmet, OLD.unknown,"
                    " OLD.is_change, OLD.since) IS DISTINCT FROM (NEW.id, NEW.run_id,"
                    " NEW.household_id, NEW.region_code, NEW.outcome, NEW.unmet,"
                    " NEW.unknown, NEW.is_change, NEW.since)"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.household_id} {self.outcome}"

    def lines(self, criteria: Criteria) -> list[Any]:
        """The lines that are not met or not known, with their state."""
        found = [
            (line, Outcome.UNMET) for line in criteria.lines if self.unmet & line.bit
        ]
        return found + [
            (line, Outcome.UNKNOWN)
            for line in criteria.lines
            if self.unknown & line.bit
        ]
