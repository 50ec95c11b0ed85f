"""Files of a form that is not done: kept for their person, taken back, swept."""

from __future__ import annotations

import datetime as dt
import re
from io import BytesIO
from pathlib import Path

import pytest
from django import forms
from django.conf import settings as configured
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from PIL import Image

from core import attachments, tasks
from core.forms import uploads
from core.forms.files import PICTURES, FileField, FilesField, files_of
from core.forms.models import PendingFile
from core.models import Attachment
from tests import factories
from tests.refusals import refused

pytestmark = pytest.mark.django_db
NGINX = Path(configured.BASE_DIR) / "config" / "nginx" / "site.conf"


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def photograph(name: str = "会场.jpg") -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue())


def paper(name: str = "纪要.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"%PDF-1.4 x")


class Papers(forms.Form):
    files = FilesField(label="照片", most=3)


def judged(person, *, new=(), kept=(), out=(), form=Papers):
    data = QueryDict(mutable=True)
    data.setlist("files-kept", [str(one) for one in kept])
    data.setlist("files-out", [str(one) for one in out])
    made = form(data, MultiValueDict({"files": list(new)}))
    files_of(made, person)
    made.is_valid()
    return made


def filed(file, by):
    return attachments.store(
        file=file,
        by=by,
        region_code=factories.VILLAGE,
        subject="test:1",
        purpose="会议照片",
        permission="core.view_case",
    )


def test_a_file_sent_alone_waits_for_its_form(client, cadre):
    client.force_login(cadre)
    answer = client.post(reverse("core:upload"), {"file": photograph()})
    assert answer.status_code == 201
    waiting = PendingFile.objects.get(owner=cadre)
    assert answer.json() == {
        "id": str(waiting.pk),
        "name": "会场.jpg",
        "size": waiting.size,
    }
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    ("sent", "said"),
    [({}, "请填写"), ({"file": SimpleUploadedFile("a.exe", b"MZ")}, "a.exe")],
    ids=["nothing", "a program"],
)
def test_a_file_that_will_not_do_is_a_sentence(client, cadre, sent, said):
    client.force_login(cadre)
    answer = client.post(reverse("core:upload"), sent)
    assert answer.status_code == 422
    assert said in answer.json()["reasons"][0]
    assert not PendingFile.objects.exists()
    assert not default_storage.exists(uploads.FOLDER)


def test_a_file_sent_after_the_sign_in_has_expired_is_told_so(client):
    answer = client.post(
        reverse("core:upload"),
        {"file": photograph()},
        headers={"X-Requested-With": "fetch"},
    )
    assert answer.status_code == 401


def test_a_file_is_taken_back_by_its_person_alone(
    client, cadre, stranger, django_capture_on_commit_callbacks
):
    waiting = uploads.receive(file=photograph(), by=cadre)
    address = reverse("core:upload-remove", args=[waiting.pk])
    client.force_login(stranger)
    assert client.post(address).status_code == 404
    assert default_storage.exists(waiting.path)
    client.force_login(cadre)
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(address).status_code == 204
    assert not PendingFile.objects.exists()
    assert not default_storage.exists(waiting.path)


def test_what_waits_is_shown_with_the_form_again(cadre):
    form = judged(cadre, new=[photograph()])
    (waiting,) = form.cleaned_data["files"]
    html = str(form["files"])
    assert f'name="files-kept" value="{waiting.pk}"' in html
    assert "会场.jpg" in html
    again = judged(cadre, kept=[waiting.pk], new=[paper()])
    assert [file.name for file in again.cleaned_data["files"]] == [
        "会场.jpg",
        "纪要.pdf",
    ]


def test_a_file_ticked_to_be_left_out_is_not_filed(cadre):
    waiting = uploads.receive(file=photograph(), by=cadre)
    form = judged(cadre, kept=[waiting.pk], out=[waiting.pk], new=[paper()])
    assert [file.name for file in form.cleaned_data["files"]] == ["纪要.pdf"]


def test_the_file_of_another_person_is_not_taken_by_naming_it(cadre, stranger):
    theirs = uploads.receive(file=photograph(), by=stranger)
    form = judged(cadre, kept=[theirs.pk])
    assert "重新选择" in form.errors["files"][0]
    with refused("重新选择"):
        filed(theirs, cadre)
    assert PendingFile.objects.filter(pk=theirs.pk).exists()


def test_every_file_that_will_not_do_is_named_at_once(cadre):
    bad = [SimpleUploadedFile(f"{n}.exe", b"MZ") for n in range(2)]
    errors = " ".join(judged(cadre, new=bad).errors["files"])
    assert "0.exe" in errors
    assert "1.exe" in errors


def test_more_files_than_the_field_takes_are_refused(cadre):
    many = [photograph(f"{n}.jpg") for n in range(4)]
    assert "3" in judged(cadre, new=many).errors["files"][0]


def test_a_field_of_photographs_takes_no_paper(cadre):
    class Photograph(forms.Form):
        files = FileField(types=PICTURES)

    form = judged(cadre, new=[paper()], form=Photograph)
    assert "纪要.pdf" in form.errors["files"][0]
    assert not PendingFile.objects.exists()


def test_a_person_fills_no_disk(cadre, monkeypatch):
    monkeypatch.setattr(uploads, "MOST_WAITING", 1)
    uploads.receive(file=photograph(), by=cadre)
    with refused("先把"):
        uploads.receive(file=paper(), by=cadre)


def test_a_file_that_waited_is_filed_once(cadre, django_capture_on_commit_callbacks):
    waiting = uploads.receive(file=paper(), by=cadre)
    with django_capture_on_commit_callbacks(execute=True):
        kept = filed(waiting, cadre)
    with attachments.open_file(kept) as stream:
        assert stream.read() == b"%PDF-1.4 x"
    assert not default_storage.exists(f"{uploads.FOLDER}/{waiting.pk}")
    with refused("重新选择"):
        filed(waiting, cadre)


def test_files_nobody_came_back_to_and_content_without_a_row_are_swept(
    cadre, django_capture_on_commit_callbacks
):
    fresh, old = (uploads.receive(file=paper(), by=cadre) for _ in range(2))
    lost = default_storage.save(f"{uploads.FOLDER}/lost", paper())
    PendingFile.objects.filter(pk=old.pk).update(
        created_at=timezone.now() - uploads.KEPT_FOR - dt.timedelta(minutes=1)
    )
    with django_capture_on_commit_callbacks(execute=True):
        tasks.prune()
    assert list(PendingFile.objects.all()) == [fresh]
    assert default_storage.exists(fresh.path)
    assert not default_storage.exists(old.path)
    assert not default_storage.exists(lost)


def test_the_limits_beside_a_field_are_those_that_hold(cadre, settings):
    html = str(judged(cadre)["files"])
    limits = uploads.limits()
    assert f"{limits['each']} MB" in html
    assert f"{limits['together']} MB" in html
    assert f'data-files-limit="{settings.UPLOAD_LIMIT}"' in html
    settings.UPLOAD_LIMIT = 20 * attachments.MEGABYTE
    large = paper()
    large.size = settings.UPLOAD_LIMIT + 1
    with refused("20 MB"):
        uploads.receive(file=large, by=cadre)


def test_the_proxy_lets_pass_what_the_application_takes(settings):
    found = re.search(r"client_max_body_size (\d+)m;", NGINX.read_text())
    assert found
    proxy = int(found[1]) * attachments.MEGABYTE
    assert settings.UPLOAD_LIMIT < settings.FILES_LIMIT < settings.REQUEST_LIMIT
    assert proxy > settings.REQUEST_LIMIT, "the application answers with its sentence"
    limits = uploads.limits()
    said = NGINX.read_text().partition("location @too_large")[2].partition("</p>")[0]
    assert f"{limits['each']} MB" in said
    assert f"{limits['together']} MB" in said


def test_a_body_that_is_too_large_is_told_the_limits(client, cadre, settings):
    settings.REQUEST_LIMIT = 10
    client.force_login(cadre)
    answer = client.post(reverse("core:upload"), {"file": paper()})
    assert answer.status_code == 413
    limits = uploads.limits()
    for said in (f"{limits['each']} MB", f"{limits['together']} MB"):
        assert said in answer.content.decode()
