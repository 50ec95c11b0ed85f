#!/usr/bin/env python3
"""Write docs/capabilities.md: what the five documents ask for, and which tests show it.

Runs the tests that claim a requirement and writes down those that passed.  `--check` runs and
writes nothing: it fails when the page names a test that does not exist or does not claim that
requirement.  Whether the tests pass is held by every whole run, see tests/outcomes.py.
"""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "docs" / "requirements.tsv"
PAGE = ROOT / "docs" / "capabilities.md"
HEAD = """# What the five documents ask for, and what shows it

Written by `make capabilities` from the tests with `@pytest.mark.capability("S…")` that ran and
passed; a test that is skipped or expected to fail shows nothing. A whole `make test` fails when
a test named here did not run and pass. Ids and wording: `requirements.tsv`.

由 `make capabilities` 生成：五份文件的 {total} 项要求，每项列出运行并通过的测试；“open”表示尚未证明。

**{shown} of {total} are shown / 已证明 {shown} 项。**

| id | requirement | 要求 | shown by |
|---|---|---|---|
"""
ROW = re.compile(r"^\| (S\d+) \|.*\| ([^|]*) \|$", re.MULTILINE)
# Requirement and test, without the parameters of the test.
Claims = set[tuple[str, str]]


def claimed(page: Path) -> Claims:
    """Return the claims that stand on the page."""
    text = page.read_text(encoding="utf-8") if page.exists() else ""
    return {
        (name, test)
        for name, tests in ROW.findall(text)
        for test in re.findall(r"`([^`]+)`", tests)
    }


def collected() -> Claims:
    """Return the claims of all tests, without running any."""
    return _asked_of_pytest("--collect-only")


def passed() -> Claims:
    """Run the tests that claim something; return the claims of those that passed."""
    workers = os.environ.get("WORKERS", "auto")
    return _asked_of_pytest("-n", workers, "--maxprocesses", "6")


def _asked_of_pytest(*arguments: str) -> Claims:
    """Let pytest write down claims; a test that fails ends this script."""
    with tempfile.NamedTemporaryFile() as file:
        command = [sys.executable, "-m", "pytest", "-q", "-m", "capability"]
        command += [*arguments, "--write-claims", file.name, "tests"]
        run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        if run.returncode:
            sys.exit((run.stdout + run.stderr)[-3000:])
        return {(name, test) for name, test in json.load(file)}


def page(claims: Claims) -> str:
    """Return the page."""
    tests = defaultdict(list)
    for name, test in sorted(claims):
        tests[name].append(f"`{test}`")
    with REQUIREMENTS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    lines = [
        f"| {row['id']} | {row['English']} | {row['中文']} "
        f"| {'<br>'.join(tests[row['id']]) or 'open'} |"
        for row in rows
    ]
    shown = sum(1 for row in rows if tests[row["id"]])
    return HEAD.format(shown=shown, total=len(rows)) + "\n".join(lines) + "\n"


def check() -> int:
    """Compare the page with the tests that exist."""
    stale = sorted(claimed(PAGE) - collected())
    for name, test in stale:
        print(f"{PAGE.name}: no test {test} claims {name}; run `make capabilities`.")
    if PAGE.read_text(encoding="utf-8") != page(claimed(PAGE)):
        print(f"{PAGE.name} was changed by hand; run `make capabilities`.")
        return 1
    return 1 if stale else 0


def main() -> int:
    if "--check" in sys.argv:
        return check()
    text = page(passed())
    PAGE.write_text(text, encoding="utf-8")
    print(next(line for line in text.splitlines() if line.startswith("**")).strip("*"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
