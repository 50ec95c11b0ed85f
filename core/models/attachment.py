from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from pgtrigger import Delete, Protect, UpdateOf

from core.ids import uuid7
from core.scope import ScopedModel


class Attachment(ScopedModel):
    """A paper or picture behind a fact or a decision, stored under the hash of its content."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(_("size in bytes"))
    content_type = models.CharField(max_length=100)
    name = models.CharField(_("file name"), max_length=200)
    purpose = models.CharField(_("what it shows"), max_length=60)
    subject = models.CharField(_("what it belongs to"), max_length=120)
    permission = models.CharField(max_length=80, help_text="Permission needed to open it in its region.")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(db_default=models.functions.Now())
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("attachment")
        indexes = [models.Index(fields=["subject"], name="attachment_subject")]
        constraints = [
            models.CheckConstraint(condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$"), name="attachment_sha256")
        ]
        triggers = [
            Protect(name="no_delete", operation=Delete),
            Protect(
                name="content_fixed",
                operation=UpdateOf("sha256", "size", "subject", "region_code", "uploaded_by_id"),
            ),
        ]

    def __str__(self) -> str:
        return self.name
