"""What the browser is given: vendored as declared, from this host only, fit for Chrome 80."""

import hashlib
import json
import re
from pathlib import Path

import pytest

from core.templatetags.components import CALLOUT_ICONS
from core.web.badges import BADGES

ROOT = Path(__file__).resolve().parents[2]
VENDOR = ROOT / "static" / "vendor"
MANIFEST = json.loads((VENDOR / "VENDORED.json").read_text())
ASKED_ICON = re.compile(r'{%[^%]*?\bicon(?:_name=|=|\s+)"([^"]+)"')
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STYLES = sorted((ROOT / "static" / "css").glob("*.css"))
SCRIPTS = sorted((ROOT / "static" / "js").glob("*.js"))
SPRITE = set(
    re.findall(r'<symbol id="([^"]+)"', (VENDOR / "icons" / "sprite.svg").read_text())
)

FORBIDDEN_IN_TEMPLATES = {
    "an address of another host": re.compile(
        r"""(?:src|href|action|hx-\w+)\s*=\s*["'](?:https?:)?//""", re.I
    ),
    "a style attribute": re.compile(r"""<[^>%]*\sstyle\s*=""", re.I),
    "a style element": re.compile(r"<style\b", re.I),
    "an inline script": re.compile(
        r"<script\b(?![^>]*\bsrc=)(?![^>]*application/json)", re.I
    ),
    "an inline handler": re.compile(r"""<[^>]*\s(?:on[a-z]+|hx-on[:\w-]*)\s*=""", re.I),
    "a javascript: address": re.compile(r"javascript:", re.I),
}
TOO_NEW_CSS = [
    ":has(",
    ":is(",
    ":where(",
    "color-mix(",
    "oklch(",
    "light-dark(",
    "aspect-ratio:",
    "inset:",
    "@layer",
]
TOO_NEW_JS = [
    "?.[",
    "??",
    ".replaceAll(",
    ".at(",
    "structuredClone",
    "replaceChildren",
    "#private",
    "||=",
    "&&=",
]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def problems_in(text: str) -> list[str]:
    text = re.sub(r"{% comment %}.*?{% endcomment %}|{#.*?#}", "", text, flags=re.S)
    return [
        what for what, pattern in FORBIDDEN_IN_TEMPLATES.items() if pattern.search(text)
    ]


def test_vendored_files_are_those_of_the_manifest():
    declared = {
        name: digest
        for package in MANIFEST.values()
        for name, digest in package["sha256"].items()
    }
    present = {
        path.relative_to(VENDOR).as_posix(): hashlib.sha256(
            path.read_bytes()
        ).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "VENDORED.json"
    }
    assert present == declared


def test_vendored_versions_are_those_pinned_for_npm():
    pinned = json.loads((ROOT / "package.json").read_text())["dependencies"]
    assert {name: package["version"] for name, package in MANIFEST.items()} == pinned


def test_the_npm_lock_names_no_registry():
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text()


def test_nothing_refers_to_a_source_map():
    files = [
        path for path in (ROOT / "static").rglob("*") if path.suffix in {".css", ".js"}
    ]
    assert [
        name_of(path) for path in files if b"sourceMappingURL=" in path.read_bytes()
    ] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_template_keeps_to_the_content_security_policy(path):
    assert problems_in(path.read_text()) == []


@pytest.mark.parametrize(
    "text",
    [
        '<link href="https://cdn.example/x.css">',
        '<script src="//cdn.example/x.js"></script>',
        '<p style="color: red">',
        "<style>p {}</style>",
        "<script>alert(1)</script>",
        '<a onclick="go()">',
        '<a href="javascript:go()">',
    ],
)
def test_the_template_check_sees_what_it_forbids(text):
    assert problems_in(text) != []


@pytest.mark.parametrize("path", STYLES, ids=name_of)
def test_style_sheet_is_plain_enough_for_chrome_80(path):
    text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S)
    assert [
        word
        for word in TOO_NEW_CSS
        if word in text.replace("page-break-inside:", "").replace("break-inside:", "")
    ] == []
    assert "@import" not in text
    assert not re.search(r"url\(\s*['\"]?(?:https?:)?//", text)
    flex_with_gap = re.findall(
        r"\{[^}]*display:\s*(?:inline-)?flex[^}]*[;{\s](?:row-)?gap:[^}]*\}", text
    )
    assert flex_with_gap == []


@pytest.mark.parametrize("path", SCRIPTS, ids=name_of)
def test_script_is_plain_enough_for_chrome_80_and_keeps_nothing_in_the_browser(path):
    text = path.read_text()
    assert [word for word in TOO_NEW_JS if word in text] == []
    assert not re.search(
        r"\blocalStorage\b|\bsessionStorage\b|\beval\(|new Function", text
    )


@pytest.mark.parametrize(
    "tag",
    [
        '{% icon "lock" %}',
        '{% callout "info" icon="lock" %}',
        '{% badge x label=_("A") icon_name="lock" %}',
        '{% include "components/empty.html" with icon="lock" %}',
    ],
)
def test_every_way_to_ask_for_an_icon_is_seen(tag):
    assert ASKED_ICON.findall(tag) == ["lock"]


def test_every_icon_that_is_asked_for_exists():
    named = {
        (name_of(path), icon)
        for path in TEMPLATES
        for icon in ASKED_ICON.findall(path.read_text())
    }
    named |= {("core/web/badges.py", look.icon) for look in BADGES.values()}
    components = CALLOUT_ICONS.values()
    named |= {("core/templatetags/components.py", icon) for icon in components}
    assert [pair for pair in sorted(named) if pair[1] not in SPRITE] == []


# --- contrast --------------------------------------------------------------------------------

TOKENS = dict(
    re.findall(
        r"--(c-[\w-]+):\s*(#[0-9a-f]{6})", (ROOT / "static/css/base.css").read_text()
    )
)
TEXT_PAIRS = [
    ("c-ink", "c-bg"),
    ("c-ink", "c-paper"),
    ("c-ink", "c-neutral-soft"),
    ("c-muted", "c-bg"),
    ("c-muted", "c-paper"),
    ("c-muted", "c-paper-2"),
    ("c-muted", "c-neutral-soft"),
    ("c-brand", "c-bg"),
    ("c-brand", "c-paper"),
    ("c-brand-dark", "c-brand-soft"),
    ("c-on-brand", "c-brand"),
    ("c-on-brand", "c-brand-dark"),
    ("c-on-brand-2", "c-brand-dark"),
    ("c-on-brand", "c-seal"),
    ("c-seal", "c-paper"),
    ("c-seal", "c-bg"),
    ("c-seal", "c-seal-soft"),
    ("c-good", "c-good-soft"),
    ("c-good", "c-paper"),
    ("c-warn", "c-warn-soft"),
    ("c-warn", "c-paper"),
    ("c-info", "c-info-soft"),
]
EDGE_PAIRS = [
    ("c-line-strong", "c-paper"),
    ("c-line-strong", "c-bg"),
    ("c-focus", "c-bg"),
    ("c-focus", "c-paper"),
]


def luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_computed_as_the_guideline_says():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_stands_out_from_its_ground(text, ground):
    assert contrast(TOKENS[text], TOKENS[ground]) >= 4.5


@pytest.mark.parametrize(("edge", "ground"), EDGE_PAIRS)
def test_edges_of_controls_and_focus_stand_out(edge, ground):
    assert contrast(TOKENS[edge], TOKENS[ground]) >= 3


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_a_form_leaves_judging_to_the_server_which_names_every_mistake(path):
    """The browser's own bubbles name one mistake at a time, in its own language."""
    text = path.read_text()
    for form in re.findall(r"<form\b.*?</form>", text, re.S):
        head = form.partition("{% csrf_token %}")[0]
        if 'method="post"' in head and "{% field " in form:
            assert "novalidate" in head, head
