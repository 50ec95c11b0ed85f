from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.ids import uuid7


class Draft(models.Model):
    """What a person has typed but not yet handed in; sealed, since it may hold ID numbers."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts")
    form_key = models.CharField(max_length=60)
    entity_id = models.UUIDField(help_text="The row being written; made before it exists.")
    base_version = models.PositiveIntegerField(default=0)
    payload_sealed = models.TextField()
    updated_at = models.DateTimeField(_("saved"), auto_now=True)

    class Meta:
        verbose_name = _("draft")
        constraints = [models.UniqueConstraint(fields=["owner", "form_key", "entity_id"], name="draft_once")]

    def __str__(self) -> str:
        return f"{self.form_key} {self.entity_id}"
