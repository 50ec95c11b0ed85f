"""Store papers and pictures: content-addressed, typed by content, limited in size."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

import structlog
from django.conf import settings
from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from core import audit
from core.actors import Actor
from core.forms.models import PendingFile
from core.models import Attachment
from core.pictures import rewritten
from core.refusals import Refused
from core.storage import WholeFileStorage

MEGABYTE = 1024 * 1024
SIGNATURES = {
    b"%PDF-": "application/pdf",
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
}
# The first one is put behind a name that has none of them.
ENDINGS = {
    "application/pdf": (".pdf",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
}
NAME_LIMIT = 200
MISSING, SIZE, CONTENT = "missing", "size", "content"
DAMAGED = {SIZE, CONTENT}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
log = structlog.get_logger(__name__)


def store(
    *,
    file: Any,
    by: Actor,
    region_code: str,
    subject: str,
    purpose: str,
    permission: str,
) -> Attachment:
    """Keep an uploaded picture or PDF.

    Pictures are written anew, without the place and the camera in them.
    """
    if isinstance(file, PendingFile):
        content, content_type = _waiting(file, by)
    else:
        content, content_type = checked(file)
    attachment = keep(
        content=content,
        content_type=content_type,
        name=file.name,
        by=by,
        region_code=region_code,
        subject=subject,
        purpose=purpose,
        permission=permission,
    )
    said = {"subject": subject, "purpose": purpose}
    audit.record(by=by, verb="attachment.store", target=attachment, after=said)
    return attachment


def keep(
    *,
    content: bytes | Path,
    content_type: str,
    name: str,
    by: Actor | None,
    region_code: str,
    subject: str,
    purpose: str,
    permission: str,
    expires_at: dt.datetime | None = None,
) -> Attachment:
    """Keep bytes, or a file made by ourselves, under the hash of their content."""
    sha256, size = _digest(content)
    # The same content is stored once; two rows may point to it. What lies there is
    # believed only after a look: a damaged file is replaced by the whole one.
    if fault_of(sha256, size):
        _write(path_of(sha256), content)
    return Attachment.objects.create(
        sha256=sha256,
        size=size,
        content_type=content_type,
        name=_agreeing(safe_name(name), content_type),
        region_code=region_code,
        subject=subject,
        purpose=purpose,
        permission=permission,
        uploaded_by=by,
        expires_at=expires_at,
    )


def _waiting(file: PendingFile, by: Actor) -> tuple[bytes, str]:
    """Content and type of a file that waited for its form, which it leaves now."""
    # Locked: of two sendings of one form only the first has the file.
    own = PendingFile.objects.select_for_update().filter(pk=file.pk, owner=by.pk)
    if (held := own.first()) is None:
        raise Refused(_("A file is not kept any more; choose it again."))
    with held.open() as stream:
        content = stream.read()
    held.delete()
    return content, held.content_type


def checked(file: Any) -> tuple[bytes, str]:
    """Content and type of an upload; refused when it is too large or of no known type.

    The type is read from the content: the name and what the browser says may lie.
    """
    named: dict[str, Any] = {"name": file.name}
    if file.size > settings.UPLOAD_LIMIT:
        named["most"] = settings.UPLOAD_LIMIT // MEGABYTE
        raise Refused(
            _(
                "“%(name)s” is larger than %(most)d MB; make it smaller and attach it "
                "again."
            )
            % named
        )
    content = file.read()
    content_type = next(
        (kind for mark, kind in SIGNATURES.items() if content.startswith(mark)), None
    )
    if content_type is None:
        raise Refused(
            _("“%(name)s” is not a JPEG, PNG or PDF; photograph or scan it again.")
            % named
        )
    if content_type.startswith("image/"):
        content = rewritten(content, content_type, file.name)
    return content, content_type


def path_of(sha256: str) -> str:
    """Where the content of this hash lies in the storage."""
    return f"attachments/{sha256[:2]}/{sha256}"


def open_file(attachment: Attachment) -> BinaryIO:
    """The stored content as it was filed; never a part of it, and never another.

    `FileNotFoundError` once it has expired, `Refused` when it is damaged.
    """
    fault = fault_of(attachment.sha256, attachment.size)
    if fault in DAMAGED:
        log.error("file_damaged", attachment=str(attachment.pk), fault=fault)
        raise Refused(
            _(
                "The file “%(name)s” is damaged on the server. Tell the administrator, "
                "and attach it again if you have it."
            )
            % {"name": attachment.name}
        )
    return default_storage.open(path_of(attachment.sha256), "rb")


def fault_of(sha256: str, size: int) -> str:
    """What is wrong with the stored content of this hash; empty when it is whole."""
    try:
        with default_storage.open(path_of(sha256), "rb") as stream:
            # The size first: it is known without reading.
            if stream.size != size:
                return SIZE
            found = hashlib.file_digest(stream, "sha256").hexdigest()
    except FileNotFoundError:
        return MISSING
    return "" if found == sha256 else CONTENT


def faults() -> Iterator[tuple[Attachment, str]]:
    """Every attachment whose content is missing or is not what was filed."""
    # Of one content only once, whatever number of rows point to it.
    seen: dict[tuple[str, int], str] = {}
    kept = Attachment.objects.exclude(expires_at__lt=Now())
    for attachment in kept.order_by("sha256", "pk").iterator(chunk_size=1000):
        known = attachment.sha256, attachment.size
        if known not in seen:
            seen = {known: fault_of(*known)}
        if fault := seen[known]:
            yield attachment, fault


def expire_files() -> int:
    """Remove the content of attachments whose time is over; their rows stay."""
    expired = Attachment.objects.filter(expires_at__lt=Now())
    hashes = set(expired.values_list("sha256", flat=True))
    # What another row still shows stays.
    hashes -= set(
        Attachment.objects.exclude(pk__in=expired)
        .filter(sha256__in=hashes)
        .values_list("sha256", flat=True)
    )
    for sha256 in hashes:
        default_storage.delete(path_of(sha256))
    return len(hashes)


def sweep_drafts() -> int:
    """Remove what killed processes have left half written."""
    return cast(WholeFileStorage, default_storage).sweep()


def _digest(content: bytes | Path) -> tuple[str, int]:
    if isinstance(content, bytes):
        return hashlib.sha256(content).hexdigest(), len(content)
    with content.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest(), content.stat().st_size


def _write(path: str, content: bytes | Path) -> None:
    if isinstance(content, bytes):
        default_storage.save(path, ContentFile(content))
        return
    with content.open("rb") as stream:
        default_storage.save(path, File(stream))


def _agreeing(name: str, content_type: str) -> str:
    """The name with an ending of its type: what opens a file goes by its ending alone."""
    endings = ENDINGS.get(content_type, ())
    if not endings or name.lower().endswith(endings):
        return name
    return (name + endings[0])[-NAME_LIMIT:]


def safe_name(name: str) -> str:
    # Some browsers send a whole path; its last part is the name.
    kept = "".join(c for c in Path(name.replace("\\", "/")).name if c.isprintable())
    return kept[-NAME_LIMIT:] or "file"
