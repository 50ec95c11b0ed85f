"""The place picker in a real browser: keyboard, input method, screen reader."""

import json

import pytest

from tests.journeys.test_look import address, look

__all__ = ["address", "look"]
pytestmark = pytest.mark.urls("core.web.style_urls")
PLACES = [
    {"code": "520526107205", "name": "海雀村", "path": "毕节市 赫章县 河镇乡"},
    {"code": "520526107206", "name": "海子村", "path": "毕节市 赫章县 河镇乡"},
]
FORM = """
<!doctype html><html lang="{lang}"><body><form>
<div data-picker="/places/?scope=1"><label for="village">村</label>
<input id="village" name="village" data-picker-value></div>
</form><script src="/static/js/composing.js"></script><script src="/static/js/picker.js"></script></body></html>
"""


@pytest.fixture
def picker(look):
    """A page with one picker; `asked` holds the words it searched for."""
    page = look("/form/")
    page.asked = []

    def answer(route):
        words = route.request.url.partition("q=")[2]
        page.asked.append(words)
        found = PLACES if words else []
        route.fulfill(content_type="application/json", body=json.dumps(found))

    page.route("**/places/*", answer)
    page.set_content(FORM.format(lang="zh-Hans"))
    page.focus("[role=combobox]")
    return page


def value(page) -> str:
    return page.input_value("[name=village]")


def test_a_place_is_searched_and_chosen_by_keyboard_alone(picker):
    picker.keyboard.type("hai")
    picker.wait_for_selector("[role=option]")
    combobox = picker.locator("[role=combobox]")
    assert combobox.get_attribute("aria-expanded") == "true"
    picker.keyboard.press("ArrowDown")
    chosen = picker.locator("[aria-selected=true]")
    assert chosen.get_attribute("id") == combobox.get_attribute("aria-activedescendant")
    picker.keyboard.press("Enter")
    assert (value(picker), combobox.input_value()) == ("520526107206", "海子村")
    assert combobox.get_attribute("aria-expanded") == "false"


def test_the_number_of_places_is_announced(picker):
    picker.keyboard.type("hai")
    picker.wait_for_selector("[role=option]")
    assert picker.inner_text("[role=status]") == "找到 2 个地点，用上下键选择"
    picker.keyboard.press("Escape")
    assert picker.inner_text("[role=status]") == ""


def test_letters_of_an_input_method_are_no_text_until_it_ends(picker):
    method = picker.context.new_cdp_session(picker)
    letters = {"text": "haique", "selectionStart": 6, "selectionEnd": 6}
    method.send("Input.imeSetComposition", letters)
    picker.wait_for_timeout(400)
    assert (picker.asked, value(picker)) == ([], "")
    method.send("Input.insertText", {"text": "海雀"})
    picker.wait_for_selector("[role=option]")
    assert len(picker.asked) == 1
    assert value(picker) == "海雀"


@pytest.mark.parametrize("key", ["Enter", "ArrowDown", "Escape"])
def test_a_key_of_an_input_method_chooses_no_place(picker, key):
    picker.keyboard.type("hai")
    picker.wait_for_selector("[role=option]")
    first = picker.get_attribute("[role=combobox]", "aria-activedescendant")
    picker.evaluate(
        """key => document.activeElement.dispatchEvent(new KeyboardEvent(
            "keydown", {key, isComposing: true, bubbles: true, cancelable: true}))""",
        key,
    )
    assert value(picker) == "hai"
    assert picker.is_visible("[role=listbox]")
    assert picker.get_attribute("[role=combobox]", "aria-activedescendant") == first
