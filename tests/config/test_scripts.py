"""The scripts behind `make` see what they are there to see."""

import gettext
import subprocess

import pytest

from scripts import capabilities, line_lengths, messages
from tests import plugin
from tests.config.conftest import ROOT
from tests.journeys.conftest import browser_path

TEMPLATE = """{% load i18n components %}
<h1>{% translate "Old words" %}</h1>
    <p>{% blocktranslate count n=rows|length %}One row{% plural %}{{ n }} rows{% endblocktranslate %}</p>
  {% translate "May" context "month" %} {{ _("In a filter") }}
  {% fact _("In a tag") note=_('Its keyword') %}{{ x|default:_("Its default") }}{% endfact %}
"""
CODE = """
from django.utils.translation import gettext_lazy as _
label = _("Name of the %(thing)s")
"""


class Item:
    """A collected test with marks."""

    nodeid = "tests/a.py::test_b"

    def __init__(self, *marks):
        self.marks = [mark.mark for mark in marks]

    def iter_markers(self, name):
        return (mark for mark in self.marks if mark.name == name)


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """A project of one app and one template, with no Chinese yet."""
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    for path, text in {
        "templates/funds/list.html": TEMPLATE,
        "templates/base.html": '{% load i18n %}{% translate "Home" %}',
        "funds/models.py": CODE,
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    return tmp_path


def current(app="funds"):
    return messages.merge(messages.collect(app), messages.written(app))


def translate(tree, **words):
    """Write the Chinese of the funds app as a translator would."""
    catalog = current()
    for message in catalog:
        chinese = words.get(messages.key(message)[1].replace(" ", "_"), "中文")
        message.string = (chinese,) if message.pluralizable else chinese
    messages.save("funds", catalog)


def test_every_way_to_say_something_is_found(tree):
    assert {messages.key(message) for message in current() if message.id} == {
        (None, "Old words"),
        (None, "One row"),
        ("month", "May"),
        (None, "In a filter"),
        (None, "In a tag"),
        (None, "Its default"),
        (None, "Its keyword"),
        (None, "Name of the %(thing)s"),
    }
    assert [message.id for message in current("core") if message.id] == ["Home"]


def test_a_sentence_without_chinese_is_reported(tree):
    assert len(list(messages.doubts("funds", current()))) == 8


def test_a_finished_catalogue_has_no_problem_and_django_reads_it(tree):
    translate(tree, **{"Name_of_the_%(thing)s": "%(thing)s名称", "One_row": "%(n)s 行"})
    assert list(messages.doubts("funds", current())) == []
    assert list(messages.leftovers("funds", current())) == []

    folder = tree / "locale" / "funds"
    spoken = gettext.translation("django", folder, languages=[messages.LOCALE])
    assert spoken.gettext("Name of the %(thing)s") == "%(thing)s名称"
    assert spoken.ngettext("One row", "%(n)s rows", 3) == "%(n)s 行"


def test_a_lost_placeholder_is_reported(tree):
    translate(tree, **{"Name_of_the_%(thing)s": "名称%(other)s", "One_row": "%(n)s 行"})
    assert any("thing" in problem for problem in messages.doubts("funds", current()))


def test_unused_words_and_stale_files_are_reported(tree):
    translate(tree, **{"Name_of_the_%(thing)s": "%(thing)s名称", "One_row": "%(n)s 行"})
    page = tree / "templates" / "funds" / "list.html"
    page.write_text(page.read_text().replace("Old words", "New words"))
    problems = list(messages.leftovers("funds", current()))
    assert any("'Old words' is no longer used" in problem for problem in problems)
    assert any("stale" in problem for problem in problems)


def test_two_translations_of_one_sentence_are_reported(tree):
    one, two = current(), current()
    one.get("Old words").string, two.get("Old words").string = "旧词", "老话"
    assert len(list(messages.conflicts({"core": one, "funds": two}))) == 1


def test_the_page_counts_what_is_shown_and_can_be_read_back(tmp_path):
    claims = {("S2", "tests/a.py::test_b"), ("S2", "tests/a.py::test_c")}
    text = capabilities.page(claims)
    assert "**1 of 204 are shown" in text
    assert "| `tests/a.py::test_b`<br>`tests/a.py::test_c` |" in text
    assert text.count("| open |") == 203
    (tmp_path / "page.md").write_text(text)
    assert capabilities.claimed(tmp_path / "page.md") == claims


EXISTING = {("S1", "tests/a.py::test_b")}


@pytest.mark.parametrize(
    ("claims", "status"),
    [(EXISTING, 0), (set(), 0), (EXISTING | {("S2", "tests/a.py::test_gone")}, 1)],
    ids=["a test that exists", "no test", "a test that is gone"],
)
def test_the_fast_check_finds_claims_of_tests_that_do_not_exist(
    tmp_path, monkeypatch, capsys, claims, status
):
    monkeypatch.setattr(capabilities, "PAGE", tmp_path / "page.md")
    monkeypatch.setattr(capabilities, "collected", lambda: EXISTING)
    (tmp_path / "page.md").write_text(capabilities.page(claims))
    assert capabilities.check() == status
    assert ("test_gone" in capsys.readouterr().out) == bool(status)


def test_the_fast_check_finds_a_page_that_was_changed_by_hand(tmp_path, monkeypatch):
    monkeypatch.setattr(capabilities, "PAGE", tmp_path / "page.md")
    monkeypatch.setattr(capabilities, "collected", lambda: EXISTING)
    text = capabilities.page(EXISTING).replace("1 of 204", "2 of 204")
    (tmp_path / "page.md").write_text(text)
    assert capabilities.check() == 1


def test_a_claim_about_no_requirement_stops_the_run():
    plugin.pytest_collection_modifyitems([Item(pytest.mark.capability("S204"))])
    with pytest.raises(pytest.UsageError, match="no requirement"):
        plugin.pytest_collection_modifyitems([Item(pytest.mark.capability("S205"))])


IN_CI = [("", False), ("0", False), ("false", False), ("true", True), ("1", True)]


@pytest.mark.parametrize(("variable", "in_ci"), IN_CI)
def test_without_a_browser_the_script_says_what_is_skipped_and_stops_a_run_in_ci(
    tmp_path, variable, in_ci
):
    (tmp_path / "id").write_text("#!/bin/sh\necho 1000\n")
    (tmp_path / "id").chmod(0o755)
    done = subprocess.run(
        ["/bin/sh", ROOT / "scripts" / "browser.sh"],
        env={"PATH": str(tmp_path), "CI": variable},
        capture_output=True,
        text=True,
    )
    assert done.returncode == int(in_ci)
    assert "SKIPPED" in done.stdout
    assert "tests/journeys" in done.stdout


@pytest.mark.parametrize(("variable", "in_ci"), IN_CI)
def test_without_a_browser_a_journey_is_skipped_and_fails_in_ci(
    tmp_path, monkeypatch, variable, in_ci
):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("CI", variable)
    with pytest.raises(
        pytest.fail.Exception if in_ci else pytest.skip.Exception, match="No chromium"
    ):
        browser_path()


def test_every_skipped_test_is_named_with_its_reason():
    """A count of skipped tests would tell nobody what was not shown."""
    lines = []

    class Reporter:
        stats = {
            "skipped": [
                type(
                    "Report",
                    (),
                    {"nodeid": "tests/a.py::test_b", "longrepr": ("a", 1, "No c.")},
                )
            ]
        }
        section = staticmethod(lambda title, **style: lines.append(title))
        line = staticmethod(lines.append)

    plugin.pytest_terminal_summary(Reporter())
    assert lines == ["SKIPPED, shown nothing", "tests/a.py::test_b: No c."]


@pytest.fixture
def repository(tmp_path):
    """Write files into a git repository of their own and return what is wrong with their lines."""

    def written(files):
        subprocess.run(["git", "init", "-q", tmp_path], check=True)
        for path, text in files.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(text, encoding="utf-8")
        return line_lengths.problems(tmp_path)

    return written


@pytest.mark.parametrize(
    ("path", "length", "problems"),
    [
        ("templates/core/a.html", 120, []),
        (
            "templates/core/a.html",
            121,
            ["templates/core/a.html:2 is longer than 120 characters."],
        ),
        ("templates/a.txt", 121, ["templates/a.txt:2 is longer than 120 characters."]),
        ("docs/a.html", 121, []),
    ],
)
def test_a_line_of_a_template_has_at_most_120_characters(
    repository, path, length, problems
):
    assert repository({path: "first\n" + "字" * length + "\n"}) == problems


@pytest.mark.parametrize(
    ("path", "long_lines", "refused"),
    [
        ("core/a.py", 2, False),
        ("core/a.py", 3, True),
        ("core/migrations/0001_initial.py", 200, False),
    ],
)
def test_one_line_of_python_in_a_hundred_may_pass_100_characters(
    repository, path, long_lines, refused
):
    lines = ["x" * 101] * long_lines + ["x" * 100] * (200 - long_lines)
    found = repository({path: "\n".join(lines)})
    assert found == (
        [
            "3 of 200 lines of Python (1.5%) are longer than 100 characters; at most 1% may be.",
            "core/a.py: 3",
        ]
        if refused
        else []
    )
