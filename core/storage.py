"""Write files so that under their name there is the whole content or nothing."""

from __future__ import annotations

import os
import secrets
import time
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage

DRAFT = ".part"
# Longer than any file takes to be written.
DRAFT_SECONDS = 24 * 3600


class WholeFileStorage(FileSystemStorage):
    """A kill or a full disk leaves a draft beside the name, never a part under it.

    A name is a hash or an id of ours, so who writes it again replaces it.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(allow_overwrite=True, **options)

    def _save(self, name: str, content: Any) -> str:
        target = Path(self.path(name))
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_name(f"{target.name}.{secrets.token_hex(8)}{DRAFT}")
        try:
            self._write(draft, content)
            draft.replace(target)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
        # The rename itself, and a folder made for it, must outlive a power cut too.
        for folder in (target.parent, target.parent.parent):
            _flush(folder)
        return name

    def _write(self, draft: Path, content: Any) -> None:
        with draft.open("xb") as stream:
            os.chmod(draft, self.file_permissions_mode or 0o600)
            for chunk in content.chunks():
                stream.write(chunk)
            stream.flush()
            os.fsync(stream.fileno())

    def sweep(self) -> int:
        """Remove the drafts that killed processes have left."""
        old = time.time() - DRAFT_SECONDS
        left = [
            draft
            for draft in Path(self.location).rglob(f"*{DRAFT}")
            if draft.stat().st_mtime < old
        ]
        for draft in left:
            draft.unlink(missing_ok=True)
        return len(left)


def _flush(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
