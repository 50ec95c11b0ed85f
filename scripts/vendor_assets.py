"""Copy the pinned front-end files from npm into static/vendor, with a manifest of their hashes.

Run by hand after a change of package.json: `python scripts/vendor_assets.py`.
The result is committed, so neither a run nor a test needs npm or a network.
"""

import argparse
import hashlib
import json
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "static" / "vendor"

FILES = {
    "bootstrap": {
        "dist/css/bootstrap.min.css": "bootstrap/bootstrap.min.css",
        "dist/js/bootstrap.bundle.min.js": "bootstrap/bootstrap.bundle.min.js",
        "LICENSE": "bootstrap/LICENSE",
    },
    "echarts": {
        "dist/echarts.common.min.js": "echarts/echarts.common.min.js",
        "LICENSE": "echarts/LICENSE",
        "NOTICE": "echarts/NOTICE",
    },
    "@tabler/icons": {"LICENSE": "icons/LICENSE"},
}

# The names `{% icon "…" %}` accepts; the values are Tabler's file names.
ICON_NAMES = """
adjustments alert-circle alert-triangle arrow-back-up arrow-left arrow-right arrows-sort
bell book briefcase building building-bank building-community calendar calendar-due
calendar-event camera certificate chart-bar chart-line check checks chevron-down chevron-left
chevron-right chevron-up circle circle-check circle-dot circle-x clipboard-check
clipboard-list clock cloud-off coin database device-floppy device-mobile dots download
droplet edit external-link eye eye-off file file-check file-spreadsheet file-text filter
flag folder forms gavel hand-stop heart-handshake help-circle history home home-2 id
info-circle key language list list-check lock logout map map-pin menu-2 message
minus notebook notes paperclip pencil phone player-pause plus printer receipt refresh
report-money road rotate school scale search send settings shield-check sort-ascending
sort-descending speakerphone stethoscope table tag target trash trending-down
trending-up upload user user-check user-off user-plus users wallet wifi-off x zoom-check
"""

SOURCE_MAP = re.compile(
    rb"(?m)^\s*(?://|/\*)[#@]\s*sourceMappingURL=[^\n*]*(?:\*/)?\s*$"
)


def without_source_map(content: bytes) -> bytes:
    """Drop the comment that makes ManifestStaticFilesStorage look for a file we do not ship."""
    return SOURCE_MAP.sub(b"", content).rstrip() + b"\n"


def sprite(icons: Path) -> bytes:
    """One SVG of symbols; colour and stroke come from the `.icon` class."""
    symbols = []
    for name in sorted(set(ICON_NAMES.split())):
        drawing = (icons / f"{name}.svg").read_text()
        body = re.search(r"<svg[^>]*>(.*)</svg>", drawing, re.DOTALL).group(1)
        body = re.sub(r'<path stroke="none" d="M0 0h24v24H0z"[^>]*/>', "", body)
        body = re.sub(r"\s+", " ", body).strip()
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{body}</symbol>')
    joined = "\n".join(symbols)
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{joined}\n</svg>\n'.encode()


def install(into: Path) -> Path:
    for name in ("package.json", "package-lock.json"):
        shutil.copy(ROOT / name, into / name)
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    subprocess.run(command, cwd=into, check=True)
    return into / "node_modules"


def vendor(modules: Path) -> None:
    """Write static/vendor anew from an installed node_modules."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    manifest = {}
    for package, files in FILES.items():
        about = json.loads((modules / package / "package.json").read_text())
        wanted = {
            to: (modules / package / source).read_bytes()
            for source, to in files.items()
        }
        if package == "@tabler/icons":
            wanted["icons/sprite.svg"] = sprite(modules / package / "icons" / "outline")
        hashes = {}
        for to, content in wanted.items():
            target = VENDOR / to
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(without_source_map(content))
            hashes[to] = hashlib.sha256(target.read_bytes()).hexdigest()
        manifest[package] = {
            "version": about["version"],
            "licence": about["license"],
            "sha256": dict(sorted(hashes.items())),
        }
    text = json.dumps(manifest, indent=2, sort_keys=True) + "\n"
    (VENDOR / "VENDORED.json").write_text(text)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--modules", type=Path, help="an installed node_modules to copy from"
    )
    given = parser.parse_args().modules
    if given:
        vendor(given)
        return
    with tempfile.TemporaryDirectory() as scratch:
        vendor(install(Path(scratch)))


if __name__ == "__main__":
    main()
