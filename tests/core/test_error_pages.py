"""Pages for when something went wrong: they draw without a signed-in person and say what to do."""

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

CODES = ["400", "403", "403_csrf", "404", "409", "413", "429", "503"]


@pytest.mark.parametrize("code", CODES)
def test_an_error_page_speaks_chinese_and_leads_back_to_work(code):
    html = render_to_string(f"{code}.html", {}, request=RequestFactory().get("/"))
    assert code[:3] in html
    assert '<html lang="zh-Hans">' in html
    assert "<h1>" in html
    assert 'href="/"' in html
    assert "Nothing was changed" not in html


@pytest.mark.parametrize("code", CODES)
def test_an_error_page_speaks_english_to_those_who_chose_it(code):
    with translation.override("en"):
        html = render_to_string(f"{code}.html", {}, request=RequestFactory().get("/"))
    assert '<html lang="en">' in html


def test_a_refusal_shows_each_reason_and_the_way_back():
    reasons = ["公示还有 2 天才满。", "还有 <1> 条异议没有办结。"]
    html = render_to_string("409.html", {"reasons": reasons, "back": "/cases/1/"})
    assert "公示还有 2 天才满。" in html
    assert "还有 &lt;1&gt; 条异议没有办结。" in html
    assert 'href="/cases/1/"' in html


def test_the_page_for_our_own_failure_needs_nothing_of_ours():
    """Django draws 500.html without request or context; what it extends could be what failed."""
    source = (settings.BASE_DIR / "templates" / "500.html").read_text()
    assert "{%" not in source
    assert "{{" not in source
    assert render_to_string("500.html") == source
