"""Take pictures of pages at desk and phone width, signed in as demonstration accounts.

    python scripts/screenshots.py --base http://127.0.0.1:8000 --into docs/pictures PAGES
    PAGES: a text file, one page a line: name account path ("-" for nobody), "#" begins a comment.

Also prints, for each page, what the browser complained about and whether it scrolls sideways.
"""

import argparse
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

WIDTHS = {"desk": (1280, 800), "phone": (360, 740)}
QUIET = (  # nothing of its own on the line
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)

CHINESE = {**os.environ, "LANG": "zh_CN.UTF-8", "LANGUAGE": "zh_CN"}


@dataclass(frozen=True)
class Shot:
    name: str
    account: str
    path: str


def read_shots(file: Path) -> list[Shot]:
    lines = (line.split("#")[0].split() for line in file.read_text().splitlines())
    return [Shot(*words) for words in lines if len(words) == 3]


def sign_in(page: Page, base: str, account: str, password: str) -> None:
    """Through the form, as a person does."""
    page.goto(f"{base}/")
    page.fill("input[name=username]", account)
    page.fill("input[name=password]", password)
    page.press("input[name=password]", "Enter")
    page.wait_for_load_state("load")
    if page.locator("input[name=password]").count():
        sys.exit(f"{account} could not sign in at {base}.")


def take(
    context: BrowserContext, base: str, shot: Shot, target: Path, full: bool
) -> list[str]:
    """Write one picture; return what is wrong with the page."""
    page = context.new_page()
    complaints: list[str] = []
    page.on(
        "console",
        lambda message: (
            complaints.append(message.text) if message.type == "error" else None
        ),
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    answer = page.goto(base + shot.path, wait_until="load")
    page.wait_for_timeout(700)  # charts and panels settle
    if answer and answer.status >= 400:
        complaints.append(f"answered {answer.status}")
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        complaints.append("scrolls sideways")
    if full:  # one tall window, so that what sticks to its edge is drawn at the edge
        height = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": page.viewport_size["width"], "height": height})
        page.wait_for_timeout(200)
    page.screenshot(path=target)
    page.close()
    return complaints


def shoot_width(
    browser: Browser, width: str, shots: list[Shot], options: argparse.Namespace
) -> int:
    wide, high = WIDTHS[width]
    bad = 0
    for account in sorted({shot.account for shot in shots}):
        context = browser.new_context(
            viewport={"width": wide, "height": high},
            locale="zh-CN",
            device_scale_factor=1,
        )
        if account != "-":
            sign_in(context.new_page(), options.base, account, options.password)
        for shot in (shot for shot in shots if shot.account == account):
            target = options.into / f"{shot.name}-{width}.png"
            complaints = take(context, options.base, shot, target, not options.fold)
            bad += bool(complaints)
            print(f"{target}: {'; '.join(complaints) or 'fine'}")
        context.close()
    return bad


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pages", type=Path)
    parser.add_argument("--base", default="http://127.0.0.1:8000")
    parser.add_argument("--into", type=Path, required=True)
    parser.add_argument("--width", choices=[*WIDTHS, "both"], default="both")
    parser.add_argument(
        "--fold", action="store_true", help="only what is seen without scrolling"
    )
    parser.add_argument("--password", default=os.environ.get("LIKA_DEMO_PASSWORD", ""))
    options = parser.parse_args()
    chromium = (
        shutil.which("chromium")
        or shutil.which("chromium-browser")
        or shutil.which("google-chrome")
    )
    if not chromium:
        sys.exit("No chromium: install chromium and fonts-noto-cjk.")
    options.into.mkdir(parents=True, exist_ok=True)
    widths = list(WIDTHS) if options.width == "both" else [options.width]
    shots = read_shots(options.pages)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=QUIET.split(), env=CHINESE
        )
        bad = sum(shoot_width(browser, width, shots, options) for width in widths)
        browser.close()
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
