"""What forms leave behind: files that wait for them, and what their keys have made."""

from __future__ import annotations

from typing import Any, BinaryIO

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models, transaction

from core.ids import uuid7

FOLDER = "pending"


class PendingFile(models.Model):
    """A checked file that waits for its form; seen by its owner alone.

    It becomes an attachment when the form is done (`core.attachments.store`), and is
    swept when nobody comes back to it (`core.forms.uploads.sweep`).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="pending_files"
    )
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    created_at = models.DateTimeField(db_default=models.functions.Now())

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> str:
        return f"{FOLDER}/{self.pk}"

    def open(self) -> BinaryIO:
        return default_storage.open(self.path, "rb")

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Remove the row, and the content once the row is gone for good."""
        path = self.path
        gone = super().delete(*args, **kwargs)
        transaction.on_commit(lambda: default_storage.delete(path))
        return gone


class SentForm(models.Model):
    """What a form's key has made, and a hash of what was sent with it.

    See `core.forms.idempotency`.
    """

    key = models.UUIDField(primary_key=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+"
    )
    digest = models.CharField(max_length=64)
    made_id = models.UUIDField()
    sent_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return str(self.key)
