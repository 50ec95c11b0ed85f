import uuid
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from core import attachments
from core.audit.models import AuditEntry
from core.models import Attachment
from tests import factories
from tests.refusals import refused


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def _jpeg(**save):
    out = BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, "JPEG", **save)
    return out.getvalue()


def _stored(by, content=None, name="会议.jpg"):
    return attachments.store(
        file=SimpleUploadedFile(name, content or _jpeg()),
        by=by,
        region_code=factories.VILLAGE,
        subject="test:1",
        purpose="会议照片",
        permission="core.view_case",
    )


def test_a_picture_loses_the_place_where_it_was_taken(cadre):
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (25.0, 8.0, 0.0)}
    kept = _stored(cadre, _jpeg(exif=exif))
    with attachments.open_file(kept) as stream, Image.open(stream) as image:
        assert not image.getexif()


def test_a_picture_lies_as_the_camera_was_held(cadre):
    exif, out = Image.Exif(), BytesIO()
    exif[0x0112] = 6  # the chip lay on its side: turn by a quarter
    wide = Image.new("RGB", (40, 20), "red")
    wide.paste("blue", (0, 0, 20, 20))
    wide.save(out, "JPEG", exif=exif, quality=95)
    with attachments.open_file(_stored(cadre, out.getvalue())) as stream:
        upright = Image.open(stream)
        upright.load()
    assert upright.size == (20, 40)
    assert upright.getpixel((10, 5))[2] > 200, "what lay left stands on top"
    assert upright.getpixel((10, 35))[0] > 200


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<svg onload=alert(1)>", "x.jpg"),
        (b"MZ\x90", "x.pdf"),
        (b"", "empty.png"),
        (b"\xff\xd8\xff broken", "x.jpg"),
    ],
)
def test_what_is_not_a_picture_or_pdf_is_refused_by_its_content(cadre, content, name):
    with refused("请重新拍"):
        _stored(cadre, content or b" ", name)
    assert not Attachment.objects.exists()


def test_a_file_over_twenty_megabytes_is_refused(cadre, settings):
    file = SimpleUploadedFile("x.pdf", b"%PDF-")
    file.size = settings.UPLOAD_LIMIT + 1
    with refused("超过 20 MB"):
        attachments.store(
            file=file,
            by=cadre,
            region_code=factories.VILLAGE,
            subject="s",
            purpose="p",
            permission="core.view_case",
        )


def test_a_small_file_of_a_huge_picture_is_refused_before_it_is_unpacked(
    cadre, monkeypatch
):
    out = BytesIO()
    Image.new("1", (8_000, 6_000)).save(out, "PNG")
    assert len(out.getvalue()) < 100_000
    monkeypatch.setattr(Image.Image, "load", lambda self: pytest.fail("unpacked"))
    with refused("像素"):
        _stored(cadre, out.getvalue(), "x.png")
    assert not Attachment.objects.exists()


def test_names_cannot_leave_the_folder(cadre):
    assert _stored(cadre, name="../../etc/pass\r\nwd.jpg").name == "passwd.jpg"


def test_a_file_opens_only_where_its_subject_may_be_seen(client, cadre, stranger):
    kept = _stored(cadre)
    url = reverse("core:attachment", args=[kept.pk])
    client.force_login(cadre)
    answer = client.get(url)
    assert answer.status_code == 200
    assert "attachment" in answer["Content-Disposition"]
    assert "sandbox" in answer["Content-Security-Policy"]
    assert b"".join(answer.streaming_content)
    opened = AuditEntry.objects.filter(
        verb="attachment.open", target=f"core.attachment:{kept.pk}"
    )
    assert [entry.actor_id for entry in opened] == [cadre.pk]
    client.force_login(stranger)
    assert client.get(url).status_code == 404
    assert opened.count() == 1


def test_the_audit_names_the_request_by_which_the_log_tells_the_rest(client, cadre):
    client.force_login(cadre)
    for _ in range(2):
        answer = client.get(reverse("core:attachment", args=[_stored(cadre).pk]))
        assert b"".join(answer.streaming_content)
    one, other = AuditEntry.objects.filter(verb="attachment.open").values_list(
        "request_id", flat=True
    )
    assert uuid.UUID(one) != uuid.UUID(other)


def test_the_same_content_is_stored_once(cadre, settings):
    first, second = _stored(cadre), _stored(cadre)
    assert first.sha256 == second.sha256
    assert first.pk != second.pk


def test_an_expired_file_is_gone_unless_another_row_keeps_it(cadre):
    from django.utils import timezone

    first, second = _stored(cadre), _stored(cadre, b"%PDF-1.4 x", "x.pdf")
    kept = _stored(cadre)
    Attachment.objects.filter(pk__in=[first.pk, second.pk]).update(
        expires_at=timezone.now()
    )
    assert attachments.expire_files() == 1
    with attachments.open_file(kept) as stream:
        assert stream.read()
    with pytest.raises(FileNotFoundError):
        attachments.open_file(second)
