"""A file of 50 MB is answered with 413 and a sentence, wherever and however it is sent."""

import io
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from core.models import Attachment
from tests.authz.rows import with_things
from tests.authz.table import ROWS
from tests.hostile.alike import by_address
from tests.hostile.asking import Hostile

HUGE = 50 * 1024 * 1024
POSTS = [rows[0] for rows in by_address(row for row in ROWS if row.method == "POST")]
TYPE = "multipart/form-data; boundary=x"


class Stream(io.RawIOBase):
    """Bytes made while they are read; remembers how many were."""

    def __init__(self, size: int) -> None:
        self.left, self.given = size, 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        size = min(self.left, 65_536 if size < 0 else size)
        self.left, self.given = self.left - size, self.given + size
        return b"a" * size

    def __len__(self) -> int:
        return HUGE


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)


@pytest.fixture
def kept(settings, tmp_path, db):
    """What lies in the store and in the folder for unfinished uploads."""
    return lambda: [path for path in Path(tmp_path).rglob("*") if path.is_file()]


def posted(client, path: str, stream: Stream, content_type: str):
    return client.generic(
        "POST",
        path,
        b"",
        content_type=content_type,
        CONTENT_LENGTH=str(HUGE),
        **{"wsgi.input": stream},
    )


@pytest.mark.django_db
@pytest.mark.parametrize(("things", "row"), with_things(POSTS), indirect=["things"])
def test_fifty_megabytes_are_too_much_everywhere(things, row, kept):
    asked, stream = Hostile(row, things), Stream(HUGE)
    response = posted(
        asked.client, asked.path, stream, "application/json" if row.is_api else TYPE
    )
    assert response.status_code == 413
    assert ("文件太大" in response.content.decode()) or (
        "太大" in str(response.json() if row.is_api else "")
    )
    assert kept() == []
    assert not Attachment.objects.exclude(subject="test").exists()


@pytest.mark.django_db
def test_fifty_megabytes_at_the_door_need_no_account(client, kept):
    stream = Stream(HUGE)
    response = posted(client, reverse("accounts:login"), stream, TYPE)
    assert response.status_code == 413
    assert stream.left == 0, "a browser that is still sending does not hear the answer"
    assert kept() == []


@pytest.mark.django_db
def test_a_body_said_to_be_endless_is_not_read_to_its_end(client):
    stream = Stream(10**12)
    response = client.generic(
        "POST",
        reverse("accounts:login"),
        b"",
        content_type=TYPE,
        CONTENT_LENGTH=str(10**12),
        **{"wsgi.input": stream},
    )
    assert response.status_code == 413
    assert stream.given < 250 * 1024 * 1024


@pytest.mark.django_db
def test_a_form_of_twenty_megabytes_without_a_file_is_too_much_as_well(client):
    size = settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 10
    response = client.post(
        reverse("accounts:login"),
        b"a=" + b"b" * size,
        content_type="application/x-www-form-urlencoded",
    )
    assert response.status_code == 413


@pytest.mark.django_db
def test_a_form_with_too_many_fields_is_not_understood(client):
    body = "&".join(
        f"f{n}=1" for n in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)
    )
    answer = client.post(
        reverse("accounts:login"),
        body,
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code == 400
    assert "<h1>" in answer.content.decode()
