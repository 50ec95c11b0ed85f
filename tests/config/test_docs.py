"""What the pages for readers point to is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    [
        *ROOT.glob("*.md"),
        *(ROOT / "docs").rglob("*.md"),
        ROOT / "villages" / "data" / "README.md",
    ]
)
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_to_a_file(page):
    links = [
        link
        for link in LINK.findall(page.read_text(encoding="utf-8"))
        if "://" not in link
    ]
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_a_decision_has_its_number_alone_and_in_its_title():
    pages = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    numbers = [page.name[:4] for page in pages]
    assert len(numbers) == len(set(numbers)) > 5
    for page in pages:
        title = page.read_text(encoding="utf-8").partition("\n")[0]
        assert re.match(rf"# 0*{int(page.name[:4])}\b", title), title


def test_what_the_first_page_names_is_there():
    """Commands of `make` and folders of apps in README are real."""
    words = (ROOT / "README.md").read_text(encoding="utf-8")
    targets = set(
        re.findall(
            r"^([a-z-]+):",
            (ROOT / "Makefile").read_text(encoding="utf-8"),
            re.MULTILINE,
        )
    )
    assert set(re.findall(r"^make ([a-z-]+)", words, re.MULTILINE)) <= targets
    apps = re.findall(r"^\| `(\w+)` \|", words, re.MULTILINE)
    assert [
        app for app in apps if not (ROOT / app).is_dir() and app != "LIKA_STATE"
    ] == []
