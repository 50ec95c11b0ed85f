"""Keep the files of a form while it is being filled in: receive, take back, sweep.

A file is checked as soon as it arrives and stays with its owner until the form is done:
a form that is refused, or a sign-in that expires, costs no photograph. Nothing stands in
a dossier before.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from core import attachments
from core.actors import Actor
from core.forms.models import FOLDER, PendingFile
from core.refusals import Refused

MOST_FILES = 10  # of one field
# Of one person in all forms: who sends more fills the disk, not a form.
MOST_WAITING = 60
KEPT_FOR = dt.timedelta(days=3)


def receive(*, file: Any, by: Actor) -> PendingFile:
    """Check a file and keep it for its person; `Refused` says why it will not do."""
    if PendingFile.objects.filter(owner=by.pk).count() >= MOST_WAITING:
        raise Refused(
            _("You have %(count)d files in forms that are not done; finish them first.")
            % {"count": MOST_WAITING}
        )
    content, content_type = attachments.checked(file)
    # The row first: content without a row is what the sweep takes away.
    kept = PendingFile.objects.create(
        owner_id=by.pk,
        name=attachments.safe_name(file.name),
        content_type=content_type,
        size=len(content),
    )
    default_storage.save(kept.path, ContentFile(content))
    return kept


def kept_of(by: Actor, ids: Sequence[str]) -> list[PendingFile]:
    """The person's own waiting files of these ids, in the order of their arrival."""
    wanted = [known for text in ids if (known := _as_id(text))]
    return list(PendingFile.objects.filter(owner=by.pk, pk__in=wanted).order_by("pk"))


def sweep() -> int:
    """Remove the files nobody came back to, and content that has lost its row."""
    over = PendingFile.objects.filter(created_at__lt=Now() - KEPT_FOR)
    count = sum(1 for file in over.iterator() if file.delete())
    if not default_storage.exists(FOLDER):
        return count
    _folders, names = default_storage.listdir(FOLDER)
    known = {str(pk) for pk in PendingFile.objects.values_list("pk", flat=True)}
    for name in set(names) - known:
        default_storage.delete(f"{FOLDER}/{name}")
    return count


def limits(most: int = MOST_FILES) -> dict[str, int]:
    """The limits as the pages name them, in megabytes and files."""
    return {
        "each": settings.UPLOAD_LIMIT // attachments.MEGABYTE,
        "together": settings.FILES_LIMIT // attachments.MEGABYTE,
        "most": most,
    }


def _as_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
