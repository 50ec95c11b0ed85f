"""Projects of the library and the households they benefit."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.ids import uuid7
from core.money import MAX_FEN
from core.scope import ScopedModel
from households.models import Household
from projects import triggers, workflow
from projects.querysets import (
    ProjectBeneficiaryQuerySet,
    ProjectQuerySet,
)


def _fen(label: object) -> models.BigIntegerField:
    return models.BigIntegerField(label, default=0)


@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), model_name="ProjectHistory"
)
class Project(ScopedModel):
    """A piece of work that a village, township or county proposes for poor households."""

    State = workflow.State
    EDITABLE, LIBRARY = workflow.EDITABLE, workflow.LIBRARY
    BUDGETS = (
        "budget_special_fen",
        "budget_fiscal_fen",
        "budget_bond_fen",
        "budget_other_fen",
    )

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(
        _("project number"), max_length=40, unique=True, editable=False
    )
    name = models.CharField(_("project name"), max_length=120)
    category_1 = models.CharField(_("project type"), max_length=20)
    category_2 = models.CharField(_("second-level type"), max_length=20, blank=True)
    category_3 = models.CharField(_("third-level type"), max_length=20, blank=True)
    nature = models.CharField(_("nature of construction"), max_length=20)
    content = models.TextField(_("content and scale"), max_length=1000)
    site = models.CharField(_("site"), max_length=200)
    planned_from = models.DateField(_("planned start"))
    planned_to = models.DateField(_("planned completion"))
    # The year of the library it belongs to; the work may begin or end in another.
    plan_year = models.PositiveSmallIntegerField(_("plan year"))
    responsible_unit = models.CharField(_("responsible unit"), max_length=100)
    responsible_person = models.CharField(_("person in charge"), max_length=50)
    budget_special_fen = _fen(_("special poverty-alleviation fund"))
    budget_fiscal_fen = _fen(_("other fiscal funds"))
    budget_bond_fen = _fen(_("local government bonds"))
    budget_other_fen = _fen(_("other money"))
    # The database adds up the parts, so that the total can never disagree with them.
    budget_fen = models.GeneratedField(
        expression=F("budget_special_fen")
        + F("budget_fiscal_fen")
        + F("budget_bond_fen")
        + F("budget_other_fen"),
        output_field=models.BigIntegerField(_("total budget")),
        db_persist=True,
    )
    # What is paid to a household for one unit, as 500 yuan a mu; empty without such.
    standard_fen = models.BigIntegerField(_("subsidy standard"), null=True, blank=True)
    standard_unit = models.CharField(
        _("unit of the standard"), max_length=10, blank=True
    )
    benefit_linkage = models.TextField(
        _("how it links and leads farm households"), max_length=1000
    )
    performance_target = models.TextField(_("performance target"), max_length=1000)
    benefit_villages = models.PositiveIntegerField(
        _("villages that benefit"), default=1
    )
    benefit_households = models.PositiveIntegerField(
        _("households that benefit"), default=0
    )
    benefit_people = models.PositiveIntegerField(_("people who benefit"), default=0)
    remark = models.CharField(_("remark"), max_length=200, blank=True)
    state = models.CharField(
        _("state"), max_length=12, choices=workflow.State, default=workflow.State.DRAFT
    )
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    declared_on = models.DateField(_("declared"), null=True, blank=True)
    in_library_on = models.DateField(_("entered the library"), null=True, blank=True)
    started_on = models.DateField(_("work started"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(db_default=models.functions.Now())
    updated_at = models.DateTimeField(auto_now=True)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("project")
        ordering = ("region_code", "id")
        permissions = [("accept_project", "Can record the acceptance of a project")]
        indexes = [
            models.Index(fields=["region_code", "id"], name="project_place"),
            models.Index(
                fields=["region_code", "state", "id"], name="project_place_state"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(benefit_linkage=""),
                name="project_has_benefit_linkage",
                violation_error_message=_(
                    "Say how the project links and leads farm households."
                ),
            ),
            models.CheckConstraint(
                condition=Q(planned_to__gte=F("planned_from")),
                name="project_period_forward",
                violation_error_message=_(
                    "The planned completion cannot be before the planned start."
                ),
            ),
            models.CheckConstraint(
                condition=Q(plan_year__gte=2000, plan_year__lte=2100),
                name="project_plan_year_in_bounds",
                violation_error_message=_(
                    "Look at the year: it lies between 2000 and 2100."
                ),
            ),
            models.CheckConstraint(
                condition=Q(standard_fen=None, standard_unit="")
                | (
                    Q(standard_fen__gt=0, standard_fen__lte=MAX_FEN)
                    & ~Q(standard_unit="")
                ),
                name="project_standard_has_unit",
                violation_error_message=_(
                    "Enter the standard and its unit together, as 500 yuan for one mu."
                ),
            ),
            models.CheckConstraint(
                condition=Q(budget_special_fen__gte=0, budget_fiscal_fen__gte=0)
                & Q(budget_bond_fen__gte=0, budget_other_fen__gte=0),
                name="project_budget_parts_not_negative",
                violation_error_message=_("An amount cannot be negative."),
            ),
            models.CheckConstraint(
                condition=Q(budget_fen__gt=0, budget_fen__lte=MAX_FEN),
                name="project_budget_in_bounds",
                violation_error_message=_(
                    "The budget in all is nothing or too large; check the units."
                ),
            ),
            models.CheckConstraint(
                # All other states come after the entry into the library.
                condition=Q(state__in=["draft", "declared", "returned", "withdrawn"])
                | Q(in_library_on__isnull=False),
                name="project_in_library_has_date",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="start_project",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=triggers.START_PROJECT,
            ),
            pgtrigger.Trigger(
                name="guard_project",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=triggers.GUARD_PROJECT,
            ),
            pgtrigger.Trigger(
                name="freeze_project",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=triggers.FREEZE_PROJECT,
            ),
            pgtrigger.Trigger(
                # Deferred: the record is of the version that the step writes.
                name="stage_answered_for",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("state"),
                timing=pgtrigger.Deferred,
                func=triggers.STAGE_ANSWERED_FOR,
            ),
            pgtrigger.Protect(name="no_delete", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("projects:detail", args=[self.pk])

    @property
    def category(self) -> str:
        """The finest type given."""
        return self.category_3 or self.category_2 or self.category_1

    @property
    def is_in_library(self) -> bool:
        return self.state in self.LIBRARY


class ProjectBeneficiary(ScopedModel):
    """A registered household that a project is to benefit; its place is the household's."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="beneficiaries")
    household = models.ForeignKey(
        Household, models.PROTECT, related_name="benefiting_projects"
    )
    how = models.CharField(_("how it benefits"), max_length=200)
    expected_fen = models.BigIntegerField(_("expected amount"), default=0)

    objects = ProjectBeneficiaryQuerySet.as_manager()

    class Meta:
        verbose_name = _("household that benefits")
        indexes = [models.Index(fields=["household"], name="beneficiary_household")]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "household"],
                name="beneficiary_once_per_project",
                violation_error_message=_("A household is named twice; keep one row."),
            ),
            models.CheckConstraint(
                condition=Q(expected_fen__gte=0, expected_fen__lte=MAX_FEN),
                name="beneficiary_amount_in_bounds",
                violation_error_message=_(
                    "An expected amount is negative or too large; check the unit."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(how=""),
                name="beneficiary_says_how",
                violation_error_message=_("Say how each household benefits."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="freeze_beneficiaries",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=triggers.FREEZE_BENEFICIARIES,
                declare=[("state", "text")],
            )
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.household_id}"
