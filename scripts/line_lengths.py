#!/usr/bin/env python3
"""Fail when lines are too long to be read at a glance, which no formatter mends.

No line of a template is longer than 120 characters. Of the lines of Python at most one in a
hundred is longer than 100: a formatter leaves long strings and names as they are. Migrations
are written by Django and not counted.
"""

import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE_LIMIT = 120
PYTHON_LIMIT = 100
PYTHON_SHARE = 0.01


def tracked(root: Path) -> Iterator[Path]:
    """Yield every file of the project that git knows or would take."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(
        command, cwd=root, check=True, capture_output=True, text=True
    )
    yield from (root / name for name in listed.stdout.split("\0") if name)


def is_template(path: Path) -> bool:
    return "templates" in path.parts and path.suffix in {".html", ".txt"}


def is_counted_python(path: Path) -> bool:
    return path.suffix == ".py" and "migrations" not in path.parts


def too_long(path: Path, limit: int) -> list[int]:
    """Return the numbers of the lines longer than the limit."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [number for number, line in enumerate(lines, 1) if len(line) > limit]


def template_problems(paths: Iterable[Path], root: Path) -> Iterator[str]:
    """Yield a sentence for each line of a template that is too long."""
    for path in filter(is_template, paths):
        for number in too_long(path, TEMPLATE_LIMIT):
            name = path.relative_to(root).as_posix()
            yield f"{name}:{number} is longer than {TEMPLATE_LIMIT} characters."


def python_problems(paths: Iterable[Path], root: Path) -> Iterator[str]:
    """Yield one sentence, and the worst files, when too many lines of Python are too long."""
    files = [path for path in paths if is_counted_python(path)]
    total = sum(len(path.read_text(encoding="utf-8").splitlines()) for path in files)
    counts = {path: len(too_long(path, PYTHON_LIMIT)) for path in files}
    found = sum(counts.values())
    if found <= total * PYTHON_SHARE:
        return
    yield (
        f"{found} of {total} lines of Python ({found / total:.1%}) are longer than "
        f"{PYTHON_LIMIT} characters; at most {PYTHON_SHARE:.0%} may be."
    )
    for path in sorted(counts, key=counts.get, reverse=True)[:10]:
        if counts[path]:
            yield f"{path.relative_to(root).as_posix()}: {counts[path]}"


def problems(root: Path) -> list[str]:
    paths = [path for path in tracked(root) if path.is_file()]
    return [*template_problems(paths, root), *python_problems(paths, root)]


def main() -> int:
    found = problems(ROOT)
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
