"""The findings on finished work."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.scope import ScopedModel
from projects import triggers
from projects.models.projects import Project


class Acceptance(ScopedModel):
    """The finding of the acceptance group on finished work; it excludes the declarer."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="acceptances")
    accepted_on = models.DateField(_("day of acceptance"))
    people = models.CharField(_("people of the acceptance group"), max_length=200)
    passed = models.BooleanField(_("passed"))
    finding = models.TextField(_("acceptance finding"), max_length=1000)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        verbose_name = _("acceptance")
        ordering = ("recorded_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(passed=True),
                name="acceptance_passed_once",
                violation_error_message=_("This project has been accepted already."),
            ),
            models.CheckConstraint(
                condition=~Q(people=""),
                name="acceptance_names_people",
                violation_error_message=_("Name the people of the acceptance group."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="not_by_declarer",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=triggers.ACCEPTANCE_NOT_BY_DECLARER,
            ),
            pgtrigger.Protect(
                name="append_only", operation=pgtrigger.Update | pgtrigger.Delete
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.accepted_on}"
