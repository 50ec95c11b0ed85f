#!/usr/bin/env python3
"""Collects the sentences of the site, reports those without Chinese, and writes the .mo files.

Without arguments all catalogues are brought up to date; names of apps restrict the work to
theirs; `--check` writes nothing and fails on anything missing, doubtful, unused or stale.
Needs no gettext programs: Babel extracts and compiles.
"""

import argparse
import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
APPS = (
    "core",
    "villages",
    "accounts",
    "publicity",
    "ledgers",
    "households",
    "projects",
    "funds",
    "assessment",
)
LOCALE = "zh_Hans"
DAWN = datetime(
    2026, 1, 1, tzinfo=UTC
)  # no date of the day: unchanged words, unchanged files
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


def owner(path: Path) -> str:
    """Name the app whose catalogue holds the words of a file; what spans apps is core's."""
    parts = path.relative_to(ROOT).parts
    name = parts[1] if parts[0] == "templates" else parts[0]
    return name if name in APPS else "core"


def sources() -> Iterator[Path]:
    """Yield every file that may hold a sentence for people."""
    for folder in (*APPS, "config"):
        yield from (ROOT / folder).rglob("*.py")
    for suffix in ("html", "txt"):
        yield from (ROOT / "templates").rglob(f"*.{suffix}")


def as_python(path: Path) -> str:
    """Return a file as Python, templates with everything but their sentences blanked out."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return text
    from django.utils.translation.template import templatize

    lines = templatize(text, origin=str(path)).splitlines()
    return "\n".join(line.lstrip() for line in lines)


def collect(app: str) -> Catalog:
    """Return the app's sentences as its code and templates have them now."""
    found = new_catalog()
    for path in sorted(sources()):
        if owner(path) != app or "migrations" in path.parts:
            continue
        source = io.BytesIO(as_python(path).encode())
        name = path.relative_to(ROOT).as_posix()
        for _, words, comments, context in extract(
            "python", source, KEYWORDS, comment_tags=["Translators:"]
        ):
            found.add(words, None, [(name, 0)], auto_comments=comments, context=context)
    return found


def new_catalog() -> Catalog:
    return Catalog(
        locale=LOCALE,
        project="Lika",
        version="1",
        copyright_holder="Lika",
        header_comment="# Chinese of 立卡 Lika.",
        creation_date=DAWN,
        revision_date=DAWN,
        last_translator="Lika",
        language_team="Lika",
        fuzzy=False,
    )


def po_file(app: str) -> Path:
    return ROOT / "locale" / app / LOCALE / "LC_MESSAGES" / "django.po"


def written(app: str) -> Catalog:
    """Return the catalogue in the repository, empty when there is none yet."""
    path = po_file(app)
    if not path.exists():
        return new_catalog()
    with path.open("rb") as file:
        return read_po(file, locale=LOCALE)


def key(message: Message) -> tuple:
    return (
        message.context,
        message.id if isinstance(message.id, str) else message.id[0],
    )


def merge(found: Catalog, old: Catalog) -> Catalog:
    """Return the found sentences with the Chinese they already had."""
    known = {key(message): message for message in old if message.id}
    for message in found:
        before = known.get(key(message))
        if not message.id or before is None:
            continue
        words = before.string if isinstance(before.string, str) else before.string[0]
        message.string = (words,) if message.pluralizable else words
        if before.fuzzy:
            message.flags.add("fuzzy")
    return found


def is_empty(message: Message) -> bool:
    words = message.string or ""
    return not all(words if isinstance(words, tuple | list) else [words])


def compiled(catalog: Catalog) -> bytes:
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def as_po(catalog: Catalog) -> bytes:
    buffer = io.BytesIO()
    write_po(
        buffer,
        catalog,
        width=0,
        sort_output=True,
        include_lineno=False,
        omit_header=False,
    )
    return buffer.getvalue()


def doubts(app: str, catalog: Catalog) -> Iterator[str]:
    """Yield what a reader of Chinese would stumble over."""
    for message in catalog:
        if not message.id:
            continue
        name = f"{app}: {message.id!r}"
        if is_empty(message):
            yield f"{name} has no Chinese."
        elif message.fuzzy:
            yield f"{name} is marked as doubtful."
        else:
            yield from (f"{name}: {error}" for error in message.check(catalog))


def leftovers(app: str, found: Catalog) -> Iterator[str]:
    """Yield what the files of the repository have beside or behind the code."""
    present = {key(message) for message in found}
    for message in written(app):
        if message.id and key(message) not in present:
            yield f"{app}: {message.id!r} is no longer used."
    mo = po_file(app).with_suffix(".mo")
    if len(found) and (not mo.exists() or mo.read_bytes() != compiled(found)):
        yield f"{app}: {mo.name} is stale; run scripts/messages.py {app}."


def conflicts(catalogs: dict[str, Catalog]) -> Iterator[str]:
    """Yield sentences that two apps translate differently: only the first would be heard."""
    heard: dict[tuple, tuple[str, object]] = {}
    for app, catalog in catalogs.items():
        for message in catalog:
            if not message.id or is_empty(message):
                continue
            first, words = heard.setdefault(key(message), (app, message.string))
            if words != message.string:
                yield f"{app}: {message.id!r} is {message.string!r}, in {first} {words!r}."


def save(app: str, catalog: Catalog) -> None:
    """Write both files of a catalogue that has any sentence."""
    if not len(catalog):
        return
    path = po_file(app)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(as_po(catalog))
    path.with_suffix(".mo").write_bytes(compiled(catalog))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("apps", nargs="*", default=APPS)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    catalogs = {app: merge(collect(app), written(app)) for app in options.apps}
    problems = []
    for app, catalog in catalogs.items():
        problems += doubts(app, catalog)
        if options.check:
            problems += leftovers(app, catalog)
        else:
            save(app, catalog)
    problems += conflicts(catalogs)
    print("\n".join(problems))
    total = sum(len(catalog) for catalog in catalogs.values())
    print(f"{total} sentences, {len(problems)} problems.")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
