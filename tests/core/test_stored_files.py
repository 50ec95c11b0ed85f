"""A stored file is whole or it is not there: kills, full disks, damage on the disk."""

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from core import attachments, tasks
from core.forms import uploads
from core.jobs import queue
from core.models import Attachment, Job, PendingFile
from core.storage import DRAFT_SECONDS, WholeFileStorage
from tests import factories
from tests.refusals import refused

PAPER = b"%PDF-1.4 " + b"x" * 5000


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def filed(by) -> Attachment:
    return attachments.store(
        file=SimpleUploadedFile("会议.pdf", PAPER),
        by=by,
        region_code=factories.VILLAGE,
        subject="test:1",
        purpose="会议记录",
        permission="core.view_case",
    )


def content_of(kept: Attachment) -> Path:
    return Path(default_storage.path(attachments.path_of(kept.sha256)))


def all_files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


KILLED = """
import os, signal, sys
from pathlib import Path
import django
from django.conf import settings
settings.configure(MEDIA_ROOT=sys.argv[1], FILE_UPLOAD_PERMISSIONS=0o600)
from core.storage import WholeFileStorage

class Endless:
    def chunks(self):
        yield b"x" * 100_000
        print("writing", flush=True)
        while True:
            signal.pause()

WholeFileStorage().save("attachments/ab/abcd", Endless())
"""


def test_a_writer_that_is_killed_leaves_nothing_under_the_name(media, settings):
    writer = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(media)],
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert writer.stdout.readline() == "writing\n"
    writer.send_signal(signal.SIGKILL)
    writer.communicate()
    (draft,) = all_files(media)
    assert draft.stat().st_size
    assert draft.name != "abcd"
    storage = WholeFileStorage()
    assert storage.sweep() == 0, "another process may be writing it"
    old = time.time() - DRAFT_SECONDS - 1
    os.utime(draft, (old, old))
    swept = storage.sweep()
    assert (swept, all_files(media)) == (1, [])


class FullDisk(ContentFile):
    def chunks(self, chunk_size=None):
        yield b"x" * 1000
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_leaves_nothing_and_the_row_is_not_written(
    cadre, media, monkeypatch
):
    monkeypatch.setattr(attachments, "ContentFile", FullDisk)
    with pytest.raises(OSError, match="No space left"):
        filed(cadre)
    assert (all_files(media), Attachment.objects.count()) == ([], 0)
    monkeypatch.undo()
    with attachments.open_file(filed(cadre)) as stream:
        assert stream.read() == PAPER


def test_a_full_disk_while_a_file_arrives_for_a_form_leaves_nothing(
    cadre, media, monkeypatch
):
    monkeypatch.setattr(uploads, "ContentFile", FullDisk)
    with pytest.raises(OSError, match="No space left"):
        uploads.receive(file=SimpleUploadedFile("a.pdf", PAPER), by=cadre)
    assert all_files(media) == []
    assert PendingFile.objects.count() == 1, "swept with what nobody came back to"


DAMAGE = {
    "cut": PAPER[:100],
    "empty": b"",
    "same size": PAPER[:-1] + b"y",
}


@pytest.mark.parametrize("left", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_file_is_not_served_and_is_mended_by_filing_again(cadre, left):
    kept = filed(cadre)
    content_of(kept).write_bytes(left)
    with refused("在服务器上已损坏"):
        attachments.open_file(kept)
    again = filed(cadre)
    assert again.sha256 == kept.sha256
    with attachments.open_file(kept) as stream:
        assert stream.read() == PAPER


def test_a_damaged_file_is_a_sentence_on_the_page(cadre, client):
    kept = filed(cadre)
    client.force_login(cadre)
    address = reverse("core:attachment", args=[kept.pk])
    assert client.get(address).getvalue() == PAPER
    content_of(kept).write_bytes(PAPER[:100])
    answer = client.get(address)
    assert answer.status_code == 409
    assert PAPER[:50] not in answer.content


def test_every_damaged_or_missing_file_is_named_by_the_nightly_check(cadre, capsys):
    whole, cut = filed(cadre), filed(cadre)
    other = attachments.keep(
        content=b"%PDF-1.4 lost",
        content_type="application/pdf",
        name="b.pdf",
        by=cadre,
        region_code=factories.VILLAGE,
        subject="test:2",
        purpose="x",
        permission="core.view_case",
    )
    call_command("verify", only="files")
    content_of(cut).write_bytes(PAPER[:100])
    content_of(other).unlink()
    capsys.readouterr()
    with pytest.raises(CommandError, match="3 altered or lost"):
        call_command("verify", only="files")
    said = capsys.readouterr().out.splitlines()
    damaged = {line for line in said if line.startswith("core_attachment ")}
    assert damaged == {
        f"core_attachment {whole.pk}: file size",
        f"core_attachment {cut.pk}: file size",
        f"core_attachment {other.pk}: file missing",
    }


def test_the_job_of_the_night_fails_once_a_day_and_names_the_row(cadre):
    kept = filed(cadre)
    content_of(kept).unlink()
    tasks.verify()
    tasks.verify()
    job = Job.objects.get()
    queue.run(str(job.pk))
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert str(kept.pk) in job.message
    assert job.params == {
        "altered": 1,
        "rows": [f"core_attachment {kept.pk}: file missing"],
    }


def test_a_check_that_finds_nothing_ends_well(cadre):
    filed(cadre)
    tasks.verify()
    queue.run(str(Job.objects.get().pk))
    assert Job.objects.get().state == Job.State.DONE
