"""The behaviours of static/js in a real browser, on the style page, with and without scripts."""

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test.testcases import LiveServerThread

pytestmark = pytest.mark.urls("core.web.style_urls")
DESK = {"width": 1280, "height": 800}
PHONE = {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def address():
    """The style page on a free port; it asks no database, so none is set up or emptied."""
    server = LiveServerThread("127.0.0.1", StaticFilesHandler, connections_override={})
    server.daemon = True
    server.start()
    server.is_ready.wait()
    yield f"http://127.0.0.1:{server.port}"
    server.terminate()


@pytest.fixture
def look(contexts, address):
    """Open a page of the style guide; complaints of the browser fail the test."""
    complaints = []

    def open_page(path="/", *, size=DESK, scripts=True):
        context = contexts(viewport=size, java_script_enabled=scripts)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda message: (
                complaints.append(message.text) if message.type == "error" else None
            ),
        )
        page.goto(address + path)
        return page

    yield open_page
    assert complaints == []


def sideways(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


def focused(page) -> str:
    return page.evaluate(
        "document.activeElement.name || document.activeElement.className"
    )


# What is smaller than a finger can hit (WCAG 2.2, 2.5.8: 24 px), but for links in a sentence.
TOO_SMALL = """() => [...document.querySelectorAll(
  "a[href], button, summary, select, input, textarea"
)].filter(e => {
  if (e.matches(".skip-link, [type=hidden]") || e.closest(".visually-hidden, svg")) return false;
  if (e.matches("[type=checkbox], [type=radio]"))
    e = e.closest("label") || (e.labels && e.labels[0]) || e;
  const box = e.getBoundingClientRect();
  if (!box.width || !box.height) return false;
  const beside = [...e.parentElement.childNodes].some(
    n => n.nodeType === 3 && /[\\p{L}]/u.test(n.textContent)
  );
  if (e.tagName === "A" && getComputedStyle(e).display === "inline" && beside) return false;
  return box.height < 24 || box.width < 24
    || (e.matches(".btn-primary:not(.btn-sm)") && box.height < 40);
}).map(e => `${e.tagName} ${e.className} ${e.innerText}`)"""


@pytest.mark.parametrize("path", ["/", "/form/", "/paper/?public=1", "/error/404/"])
def test_everything_that_is_pressed_on_a_phone_is_large_enough_for_a_finger(look, path):
    page = look(path, size=PHONE)
    assert page.evaluate(TOO_SMALL) == []
    page.evaluate(
        "document.querySelector('main .btn, .btn').style.cssText ="
        " 'height: 20px; min-height: 0; padding: 0'"
    )
    assert len(page.evaluate(TOO_SMALL)) == 1  # the measure sees one that is too low


@pytest.mark.parametrize("path", ["/", "/form/", "/paper/?public=1", "/error/404/"])
def test_no_page_scrolls_sideways_on_a_phone_of_360_pixels(look, path):
    assert not sideways(look(path, size=PHONE))


def test_a_refused_form_puts_the_focus_on_what_is_wrong(look):
    assert focused(look("/form/")) == "error-summary"


def test_member_rows_are_added_filled_and_taken_out_by_keyboard_alone(look):
    page = look("/form/")
    page.keyboard.press("Alt+n")
    assert page.input_value("[name=members-TOTAL_FORMS]") == "3"
    assert focused(page) == "members-2-name"
    page.keyboard.type("李小凤")
    page.keyboard.press("Enter")
    assert focused(page) == "members-2-relation"
    page.locator("[data-formset-remove]:visible").last.focus()
    page.keyboard.press("Enter")
    assert page.is_checked("[name=members-2-DELETE]")
    page.keyboard.press("Enter")
    assert not page.is_checked("[name=members-2-DELETE]")


def test_a_derived_figure_follows_the_typing(look):
    page = look("/form/")
    page.fill("[name=salary]", "20300")
    assert page.inner_text("[data-live*=salary]") == "10,000.00"


def test_the_draft_is_kept_on_the_server_and_a_broken_line_is_said(look):
    page = look("/form/")
    state = page.locator("[data-draft-state]")
    page.fill("[name=head]", "李德")
    assert state.get_attribute("data-draft-state") == "dirty"
    page.wait_for_selector("[data-draft-state=saved]")
    page.context.set_offline(True)
    page.fill("[name=head]", "李德珍")
    page.wait_for_selector("[data-draft-state=offline]")
    page.context.set_offline(False)
    page.wait_for_selector("[data-draft-state=saved]")
    kept = page.evaluate(
        "JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)])"
    )
    assert "李德" not in kept


@pytest.mark.parametrize(
    "scripts", [True, False], ids=["with scripts", "without scripts"]
)
def test_the_menu_opens_on_a_phone(look, scripts):
    page = look("/", size=PHONE, scripts=scripts)
    assert not page.is_visible(".sidenav .menu-link.active")
    page.click(".topbar-menu")
    page.wait_for_selector(".sidenav .menu-link.active", state="visible")


def test_without_scripts_rows_can_be_taken_out_and_nothing_dead_is_shown(look):
    page = look("/form/", scripts=False)
    assert page.is_visible("label:has([name=members-0-DELETE])")
    assert not page.is_visible("[data-formset-add]")
    assert not page.is_visible(".live-figure")


def test_a_chart_is_drawn_and_its_numbers_stay_at_hand(look):
    page = look("/")
    page.wait_for_selector(".chart-canvas canvas")
    page.click(".chart-table summary")
    assert page.is_visible(".chart-table table")
