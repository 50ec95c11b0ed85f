"""Nothing on any page keeps out who cannot see or point well: axe-core finds no violation.

The roles walk one after the other from their first page to every kind of page that their
links reach; each kind is looked at once, at the width of a desk and of a phone.
"""

import re
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe

ROLES = ["cun", "xian", "caizheng", "shenji", "guanli"]
SIZES = ({"width": 1280, "height": 900}, {"width": 360, "height": 740})
# A file is no page, and a journey must not sign itself out or walk off the site.
NO_PAGE = re.compile(r"/(export|download|attachments|logout|static|media|api)\b|\.xlsx")
LINKS = """() => [...document.querySelectorAll("main a[href], .sidenav a[href], header a[href]")]
  .filter(a => !a.hasAttribute("download")).map(a => a.href)"""


def shape(url):
    """Which page it is, whatever row it shows."""
    path = re.sub(r"/[0-9a-f-]{36}(?=/|$)", "/*", urlsplit(url).path)
    return re.sub(r"/[0-9A-Za-z_-]{22}(?=/|$)|/\d+(?=/|$)", "/*", path)


def walk(page, known):
    """Open one page of each kind that is not `known` yet, and yield the kind."""
    site = urlsplit(page.url).netloc
    waiting = [page.url]
    while waiting:
        url = waiting.pop(0)
        answer = page.goto(url)
        if answer is None or "text/html" not in answer.headers.get("content-type", ""):
            continue
        page.wait_for_load_state("networkidle")
        yield shape(url)
        for link in page.evaluate(LINKS):
            is_ours = urlsplit(link).netloc == site and not NO_PAGE.search(link)
            if is_ours and shape(link) not in known:
                known.add(shape(link))
                waiting.append(link)


def violations(page):
    """What is wrong, where, in one line each."""
    found = Axe().run(page).response["violations"]
    return [
        f"{rule['id']}: {node['html'][:160]}"
        for rule in found
        for node in rule["nodes"]
    ]


def test_no_page_has_a_violation(visitor):
    found, kinds, known = {}, [], set()
    for account in [*ROLES, None]:
        page = visitor(account)
        for kind in walk(page, known):
            kinds.append(kind)
            for size in SIZES:
                page.set_viewport_size(size)
                if wrong := violations(page):
                    found[kind, size["width"]] = wrong
    assert len(set(kinds)) > 60, kinds
    assert found == {}


def test_control_a_button_without_a_name_is_found(visitor):
    page = visitor()
    page.evaluate(
        "document.querySelector('main').append(document.createElement('button'))"
    )
    assert any(wrong.startswith("button-name") for wrong in violations(page))
