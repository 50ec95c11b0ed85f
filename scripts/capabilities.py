#!/usr/bin/env python3
"""Writes docs/capabilities.md: what the five documents ask for, and which tests show it.

`--check` writes nothing and fails when the page differs from what the tests say.
"""

import contextlib
import csv
import io
import sys
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # pytest started from here finds the tests' plugin
REQUIREMENTS = ROOT / "docs" / "requirements.tsv"
PAGE = ROOT / "docs" / "capabilities.md"
HEAD = """# What the five documents ask for, and what shows it

Written by `make capabilities` from the tests that carry `@pytest.mark.capability("S…")`; a test
that is skipped or expected to fail shows nothing. Ids and wording: `requirements.tsv`.

由 `make capabilities` 生成：五份文件的 {total} 项要求，每项列出证明它的测试；“open”表示尚未证明。

**{shown} of {total} are shown / 已证明 {shown} 项。**

| id | requirement | 要求 | shown by |
|---|---|---|---|
"""


class Witnesses:
    """Remembers, while pytest collects, which tests claim which requirement."""

    def __init__(self) -> None:
        self.tests: dict[str, set[str]] = defaultdict(set)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        for item in session.items:
            if _does_not_run(item):
                continue
            for marker in item.iter_markers("capability"):
                for name in marker.args:
                    self.tests[name].add(item.nodeid.partition("[")[0])


def _does_not_run(item: pytest.Item) -> bool:
    if item.get_closest_marker("skip") or item.get_closest_marker("xfail"):
        return True
    return any(
        bool(marker.args and marker.args[0]) for marker in item.iter_markers("skipif")
    )


def collect() -> dict[str, set[str]]:
    """Return the tests of each requirement, without running any."""
    witnesses = Witnesses()
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        answer = pytest.main(
            ["--collect-only", "-q", str(ROOT / "tests")], plugins=[witnesses]
        )
    if answer not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        sys.exit(output.getvalue()[-3000:])
    return witnesses.tests


def page(tests: dict[str, set[str]]) -> str:
    """Return the page."""
    with REQUIREMENTS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    lines = [
        f"| {row['id']} | {row['English']} | {row['中文']} "
        f"| {'<br>'.join(f'`{test}`' for test in sorted(tests[row['id']])) or 'open'} |"
        for row in rows
    ]
    shown = sum(1 for row in rows if tests[row["id"]])
    return HEAD.format(shown=shown, total=len(rows)) + "\n".join(lines) + "\n"


def main() -> int:
    text = page(collect())
    if "--check" in sys.argv:
        if PAGE.exists() and PAGE.read_text(encoding="utf-8") == text:
            return 0
        print(
            f"{PAGE.relative_to(ROOT)} is not what the tests say; run `make capabilities`."
        )
        return 1
    PAGE.write_text(text, encoding="utf-8")
    print(next(line for line in text.splitlines() if line.startswith("**")).strip("*"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
