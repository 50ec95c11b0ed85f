from typing import Self

from django.contrib.auth import get_user_model
from django.db import models
from django.utils.translation import gettext_lazy as _
from pgtrigger import Delete, Protect, Update

from core.scope import RegionCodeField, ScopedQuerySet


class AuditQuerySet(ScopedQuerySet):
    """Entries by what was done and who did it."""

    def of_verb(self, verb: str) -> Self:
        return self.filter(verb=verb) if verb else self

    def by_person(self, name: str) -> Self:
        """Entries of everyone whose name contains the text, found by their indexed keys."""
        people = get_user_model().objects.filter(name__icontains=name).values("pk")
        return self.filter(actor_id__in=people) if name else self


class AuditEntry(models.Model):
    """Who did what to what, when and why; no foreign keys, so that it outlives its subjects."""

    at = models.DateTimeField(
        _("time"), db_default=models.functions.Now(), editable=False
    )
    # A number and a name, not a foreign key: the person may be renamed or leave.
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(_("person"), max_length=100, blank=True)
    verb = models.CharField(_("action"), max_length=60)
    target = models.CharField(_("target"), max_length=120)
    region_code = RegionCodeField(blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    purpose = models.CharField(_("purpose"), max_length=200, blank=True)
    request_id = models.CharField(max_length=64, blank=True)

    objects = AuditQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit entry")
        ordering = ("-id",)
        indexes = [
            models.Index(fields=["target", "id"], name="audit_target"),
            models.Index(fields=["region_code", "id"], name="audit_region"),
            models.Index(fields=["actor_id", "verb", "at"], name="audit_actor_verb"),
        ]
        triggers = [Protect(name="append_only", operation=Update | Delete)]

    def __str__(self) -> str:
        return f"{self.at:%F %T} {self.actor_name} {self.verb} {self.target}"
