"""Who answers for each stage of a project, for good (终身负责)."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.scope import ScopedModel
from projects import workflow
from projects.models.projects import Project


class ProjectStage(ScopedModel):
    """A stage that a project has reached: by whom, of which unit; written once.

    Name and unit stand as they were that day: people change offices, and offices names.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="stages")
    # The version of the project that reached it: a stage may be reached twice.
    version = models.PositiveIntegerField()
    state = models.CharField(_("state"), max_length=12, choices=workflow.State)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    person_name = models.CharField(_("person who answers for it"), max_length=50)
    unit = models.CharField(_("unit"), max_length=100)
    reached_at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        verbose_name = _("stage of a project")
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=["project", "version"], name="stage_once_a_version"
            ),
            models.CheckConstraint(
                condition=~Q(person_name="") & ~Q(unit=""), name="stage_names_who"
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.state} {self.person_name}"
