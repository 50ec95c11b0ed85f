"""An amount is read back while one types, and without JavaScript on the page that comes back."""

import pytest

from funds.models import FundDocument

FIVE_BILLION = "5,000,000,000.00 元（伍拾亿元整）"
TYPED = {
    "number": "演财农〔测〕1号",
    "title": "衔接资金",
    "issued_on": "2026-01-15",
    "issuer": "财政局",
}


def sideways(page):
    return page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


def open_form(window, site):
    window.goto(f"{site}/funds/documents/new/")
    for name, value in TYPED.items():
        window.fill(f"[name={name}]", value)


@pytest.mark.parametrize("width", [1280, 360])
def test_five_billion_is_read_back_beside_its_box_and_doubted(visitor, site, width):
    window = visitor("caizheng", width)
    open_form(window, site)
    window.fill("[name=amount_fen]", "500000")
    read = window.locator("[data-field=amount_fen] .amount-read")
    read.filter(has_text=FIVE_BILLION).wait_for()
    assert window.input_value("[name=amount_fen-read]") == "500000000000"
    assert not sideways(window)
    window.click(".form-footer button[type=submit]")
    asked = window.locator("#asked-title")
    asked.wait_for()
    assert "请核对数字和单位" in window.inner_text("main")
    assert not sideways(window)
    assert not FundDocument.objects.filter(number=TYPED["number"]).exists()


def test_without_javascript_it_is_read_back_before_it_counts(contexts, visitor, site):
    signed_in = visitor("caizheng").context.storage_state()
    window = contexts(java_script_enabled=False, storage_state=signed_in).new_page()
    open_form(window, site)
    window.fill("[name=amount_fen]", "100")
    window.click(".form-footer button[type=submit]")
    assert "1,000,000.00 元（壹佰万元整）" in window.inner_text("#asked-title ~ ul")
    assert not FundDocument.objects.filter(number=TYPED["number"]).exists()
    window.click(".form-footer button[type=submit]")
    window.wait_for_url("**/funds/documents/*-*/")
    assert FundDocument.objects.get(number=TYPED["number"]).amount_fen == 100_000_000
