import struct
import uuid
import zlib
from contextlib import suppress
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image, PngImagePlugin

from core import attachments
from core.audit.models import AuditEntry
from core.models import Attachment
from core.refusals import Refused
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


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_of_a_picture_nothing_but_its_pixels_is_kept(cadre, kind):
    out, exif, texts = BytesIO(), Image.Exif(), PngImagePlugin.PngInfo()
    exif[0x010E] = "SECRET"
    texts.add_text("Comment", "SECRET", zip=False)
    beside = {"comment": b"SECRET"} if kind == "JPEG" else {"pnginfo": texts}
    Image.new("RGB", (8, 8), "red").save(
        out, kind, exif=exif, icc_profile=b"SECRET" * 30, dpi=(72, 72), **beside
    )
    assert out.getvalue().count(b"SECRET") >= 2
    kept = _stored(cadre, out.getvalue() + b"SECRET", f"x.{kind.lower()}")
    with attachments.open_file(kept) as stream:
        content = stream.read()
    assert b"SECRET" not in content
    image = Image.open(BytesIO(content))
    image.load()
    # What is left says how the pixels are encoded.
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert image.convert("RGB").getpixel((4, 4))[0] > 250


def test_the_clear_colour_of_a_picture_stays_clear(cadre):
    out = BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, "PNG", transparency=(255, 0, 0))
    with attachments.open_file(_stored(cadre, out.getvalue(), "x.png")) as stream:
        assert Image.open(stream).convert("RGBA").getpixel((4, 4))[3] == 0


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("a.html", "a.html.pdf"),
        ("a.hta", "a.hta.pdf"),
        ("a.jpg", "a.jpg.pdf"),
        ("合同2018.11", "合同2018.11.pdf"),
        ("A.PDF", "A.PDF"),
        ("长" * 300 + ".html", "长" * 191 + ".html.pdf"),
    ],
)
def test_a_file_is_kept_under_a_name_of_its_type(cadre, name, kept):
    page = b"%PDF-1.4\n<script>alert(1)</script>"
    stored = _stored(cadre, page, name)
    assert stored.name == kept
    assert len(stored.name) <= 200


def _chunk(kind, body):
    crc = zlib.crc32(kind + body)
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", crc)


HEAD = _chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 3, 0, 0, 0))
PIXELS = _chunk(b"IDAT", zlib.compress(b"\0" * 72)) + _chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "chunks",
    [
        _chunk(b"IHDR", b"\0\0"),
        _chunk(b"IHDR", b""),
        HEAD + _chunk(b"zTXt", b"a\0\x07x") + PIXELS,
        HEAD + _chunk(b"zTXt", b"a\0\0" + b"x" * 9) + PIXELS,
        HEAD + _chunk(b"iTXt", b"a\0") + PIXELS,
        HEAD + _chunk(b"tRNS", b"") + PIXELS,
        HEAD + _chunk(b"pHYs", b"\0") + PIXELS,
        HEAD + _chunk(b"gAMA", b"\0") + PIXELS,
        HEAD + _chunk(b"cHRM", b"\0") + PIXELS,
        HEAD + _chunk(b"iCCP", b"x") + PIXELS,
        HEAD + _chunk(b"eXIf", b"x") + PIXELS,
        HEAD + _chunk(b"sRGB", b"") + PIXELS,
        HEAD + _chunk(b"PLTE", b"\0") + PIXELS,
        HEAD + _chunk(b"acTL", b"\0") + PIXELS,
        HEAD + _chunk(b"fcTL", b"\0") + PIXELS,
        HEAD + PIXELS[:20],
    ],
)
def test_a_damaged_png_is_refused_or_kept_as_a_whole_picture(cadre, chunks):
    # Any other exception would be a page of our own failure.
    with suppress(Refused):
        kept = _stored(cadre, b"\x89PNG\r\n\x1a\n" + chunks, "x.png")
        with attachments.open_file(kept) as stream:
            Image.open(stream).load()


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
    for _time in range(2):
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
