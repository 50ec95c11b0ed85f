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


DECISION = re.compile(
    r"# (\d{4}) \S.*\n\n"
    r"Status: (accepted|superseded by \d{4}|proposed) · \d{4}-\d{2}-\d{2}\n\n"
    r"## Context\n\n\S[\s\S]*?\n\n## Decision\n\n\S[\s\S]*?\n\n## Consequences\n\n\S"
)
PATH = re.compile(
    r"`((?:core|villages|accounts|publicity|ledgers|households|projects|funds|assessment"
    r"|config|templates|static|tests|scripts|docs)/[\w./-]*\w)`"
)


def test_decisions_have_one_form_and_one_number_each():
    pages = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    found = [DECISION.match(page.read_text(encoding="utf-8")) for page in pages]
    wrong = [page.name for page, m in zip(pages, found, strict=True) if not m]
    assert wrong == []
    numbers = [match[1] for match in found]
    assert [page.name[:4] for page in pages] == numbers
    assert len(numbers) == len(set(numbers)) > 5


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_path_that_is_named_is_there(page):
    named = PATH.findall(page.read_text(encoding="utf-8"))
    assert [path for path in named if not (ROOT / path).exists()] == []


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
        app for app in apps if not (ROOT / app).is_dir() and not app.isupper()
    ] == []
