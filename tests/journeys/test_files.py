"""Files of a form in a real browser: one by one, made smaller, upright, taken back."""

from __future__ import annotations

import json
import os
from io import BytesIO

import pytest
from django.test import override_settings
from django.urls import clear_url_caches
from PIL import Image

from core.forms.files import FilesInput
from tests.journeys.test_look import address

__all__ = ["address"]
pytestmark = pytest.mark.urls("core.web.style_urls")
PAGE = """
<!doctype html><html lang="zh-Hans"><body><form method="post" action="/done/">
<input type="hidden" name="csrfmiddlewaretoken" value="token">{box}
<button type="submit">提交</button></form><script src="/static/js/files.js"></script></body></html>
"""
ANSWER = {"id": "0190a5e0-0000-7000-8000-000000000001", "name": "会场.jpg", "size": 900}


def box() -> str:
    with override_settings(ROOT_URLCONF="config.urls"):
        clear_url_caches()
        return FilesInput().render("photos", None, {"id": "id_photos"})


def photograph(width: int = 3600, height: int = 2700) -> bytes:
    """A picture of some megabytes that the camera held on its side."""
    exif, out = Image.Exif(), BytesIO()
    exif[0x0112] = 6
    noise = Image.frombytes("RGB", (width, height), os.urandom(width * height * 3))
    noise.save(out, "JPEG", quality=60, exif=exif)
    return out.getvalue()


@pytest.fixture
def form(contexts, address):
    """A page with one box for files; `sent` holds the bodies, `removed` what was taken back."""
    page = contexts().new_page()
    page.goto(f"{address}/form/")
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.sent, page.removed, page.done = [], [], []
    page.status, page.answer = 201, ANSWER

    def uploads(route):
        if route.request.url.endswith("/remove/"):
            page.removed.append(route.request.url)
            route.fulfill(status=204)
            return
        page.sent.append(route.request.post_data_buffer)
        body = json.dumps(page.answer)
        route.fulfill(status=page.status, content_type="application/json", body=body)

    def done(route):
        page.done.append(route.request.post_data or "")
        route.fulfill(content_type="text/html", body="<p>done</p>")

    page.route("**/uploads/**", uploads)
    page.route("**/done/", done)
    page.set_content(PAGE.format(box=box()))
    yield page
    assert faults == []


def choose(page, content: bytes, name: str = "会场.jpg", kind: str = "image/jpeg"):
    page.set_input_files(
        "input[type=file]", {"name": name, "mimeType": kind, "buffer": content}
    )
    page.wait_for_selector(".files-row[data-state]:not([data-state=sending])")


def test_a_large_photograph_travels_small_and_upright(form):
    content = photograph()
    assert len(content) > 3_000_000
    choose(form, content)
    (body,) = form.sent
    assert len(body) < len(content)
    start = body.index(b"\xff\xd8\xff")
    with Image.open(BytesIO(body[start:])) as arrived:
        assert arrived.width < arrived.height, "as the camera was held"
        assert max(arrived.size) == 2560
        assert not arrived.getexif().get(0x0112)
    kept = form.input_value('input[name="photos-kept"]')
    assert kept == ANSWER["id"]
    assert "已随本表存好" in form.inner_text(".files-state")
    form.click("button[type=submit]")
    form.wait_for_selector("text=done")
    assert ANSWER["id"] in form.done[0]
    assert "JFIF" not in form.done[0], "not once more with the form"


def test_a_file_is_taken_back_before_the_form_is_sent(form):
    choose(form, b"%PDF-1.4 x", "a.pdf", "application/pdf")
    form.click("[data-file-out]")
    assert form.locator(".files-row").count() == 0
    form.wait_for_function("() => true")
    assert form.removed[0].endswith(f"/uploads/{ANSWER['id']}/remove/")


@pytest.mark.parametrize(
    ("status", "answer", "words", "again"),
    [
        (422, {"reasons": ["“a.pdf”不是照片。"]}, "不是照片", False),
        (401, {}, "登录已失效", True),
        (413, {}, "20 MB", True),
        (502, {}, "网络不通", True),
    ],
)
def test_a_file_that_did_not_arrive_says_why_and_holds_the_form(
    form, status, answer, words, again
):
    form.status, form.answer = status, answer
    choose(form, b"%PDF-1.4 x", "a.pdf", "application/pdf")
    assert words in form.inner_text(".files-state")
    assert form.is_visible("[data-file-again]") is again
    form.click("button[type=submit]")
    assert "去掉" in form.inner_text("p[role=alert]")
    assert form.done == []
    if again:
        form.status, form.answer = 201, ANSWER
        form.click("[data-file-again]")
        form.wait_for_selector(".files-row[data-state=kept]")


def test_a_file_over_the_limit_is_told_before_it_is_sent(form):
    form.evaluate("document.querySelector('[data-files]').dataset.filesLimit = '5'")
    choose(form, b"%PDF-1.4 x", "a.pdf", "application/pdf")
    assert "超过 20 MB" in form.inner_text(".files-state")
    assert form.sent == []
