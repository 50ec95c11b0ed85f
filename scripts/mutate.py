#!/usr/bin/env python3
"""Judge the tests by mutants of rules, querysets and spreadsheets; ends with 1 below the limit.

`--seed N` draws the same mutants again (else one is made and printed), `--count N`
how many. A survivor is a mutant that no test notices; each is argued in
scripts/mutants/survivors.toml or is a fault of the tests. What is argued counts as
noticed only when its argument says why it changes nothing (`equal = true`).

While tests are written: `--module accounts.rules --every --tests tests/accounts` judges
every mutant of a module by some tests, `--again FOLDER/survivors.json` those of a run.
"""

from __future__ import annotations

import argparse
import dataclasses
import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts.mutants import argued, sites  # noqa: E402  found from the root

LIMIT = 0.85
SESSIONS = 2
# Slow by nature or about other things: browsers, servers, processes, benches, and the
# table of permissions, which asks every address but looks only at who gets in.
LEFT_OUT = (
    "tests/journeys",
    "tests/config",
    "tests/hostile",
    "tests/mutation",
    "tests/authz",
)
SLOW = ("killed", "race", "description")


def main() -> int:
    options = _options()
    started = time.monotonic()
    mutants = _mutants(options)
    of = len({mutant.module for mutant in mutants})
    print(f"seed {options.seed}: {len(mutants)} mutants of {of} modules", flush=True)
    folder = _folder(options.folder, options.tests)
    _write(folder / "mutants.json", mutants)
    sessions = [_session(folder, part, options.tests) for part in range(SESSIONS)]
    codes = [session.wait() for session in sessions]
    results = [_result(folder, number) for number in range(len(mutants))]
    if any(code not in (0, 1, 5) for code in codes) or None in results:
        print(f"a session ended early ({codes}); see {folder}/session-*.log")
        return 1
    survivors = [
        mutant
        for mutant, result in zip(mutants, results, strict=True)
        if result["outcome"] != "killed"
    ]
    _write(folder / "survivors.json", survivors)
    score = _report(mutants, results)
    print(f"{time.monotonic() - started:.0f} seconds, seed {options.seed}")
    return 0 if score >= LIMIT else 1


def _options(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    state = os.environ.get("LIKA_STATE") or ROOT / ".state"
    parser.add_argument("--folder", type=Path, default=Path(state) / "mutants")
    parser.add_argument("--module", action="append", help="judge only this module")
    parser.add_argument("--every", action="store_true", help="instead of a draw")
    parser.add_argument("--again", type=Path, help="the mutants of this file")
    parser.add_argument("--tests", nargs="+", default=["tests"], help="judge by these")
    return parser.parse_args(arguments)


def _mutants(options: argparse.Namespace) -> list[sites.Mutant]:
    """Those that are asked for: of a file, every one of the modules, or drawn."""
    if options.again:
        return [sites.Mutant(**one) for one in json.loads(options.again.read_text())]
    modules = options.module or sites.modules()
    if options.every:
        found = [mutant for module in modules for mutant in sites.sites(module)]
        return [mutant for mutant in found if mutant.is_possible()]
    return sites.draw(options.count, options.seed, modules)


def _write(path: Path, mutants: list[sites.Mutant]) -> None:
    path.write_text(json.dumps([dataclasses.asdict(mutant) for mutant in mutants]))


def _folder(folder: Path, tests: list[str]) -> Path:
    """An empty folder; who calls what is kept while no file of the code has changed."""
    stamp = " ".join([_stamp(), *tests])
    known = folder / "callers.json"
    same = folder.exists() and (folder / "stamp").exists()
    kept = known.read_text() if same and (folder / "stamp").read_text() == stamp else ""
    kept = kept if known.exists() else ""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "stamp").write_text(stamp)
    if kept:
        known.write_text(kept)
    return folder


def _stamp() -> str:
    """A digest of everything a test may read."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
    ).stdout.split("\0")
    digest = hashlib.sha256()
    for name in listed:
        path = ROOT / name
        if path.is_file() and path.suffix in (".py", ".toml", ".html", ".sql"):
            digest.update(name.encode() + path.read_bytes())
    return digest.hexdigest()


def _session(folder: Path, part: int, tests: list[str]) -> subprocess.Popen:
    """One pytest with a database and a broker of its own."""
    name = os.environ.get("TEST_DATABASE_NAME", "test_lika")
    environment = os.environ | {
        "MUTANTS_PART": f"{part}/{SESSIONS}",
        "MUTANTS_FOLDER": str(folder),
        "TEST_DATABASE_NAME": f"{name}_mutants_{part}",
        "PYTEST_XDIST_WORKER": f"gw{part + 4}",  # its own numbers at the broker
    }
    left_out = [f"--ignore={ROOT / name}" for name in LEFT_OUT]
    slow = " or ".join(SLOW)
    command = [
        sys.executable, "-m", "pytest", "-q", "-p", "scripts.mutants.plugin", "-p", "no:xdist",
        "-p", "no:randomly", "-k", f"not ({slow})", *left_out, *tests,
    ]  # fmt: skip
    log = (folder / f"session-{part}.log").open("wb")
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)


def _result(folder: Path, number: int) -> dict | None:
    path = folder / f"result-{number}.json"
    return json.loads(path.read_text()) if path.exists() else None


def _report(mutants: list[sites.Mutant], results: list[dict]) -> float:
    """Print the score of each module and every survivor; the share that was noticed."""
    arguments = argued.arguments()
    modules: dict[str, Counter] = defaultdict(Counter)
    survivors = []
    for mutant, result in zip(mutants, results, strict=True):
        outcome = result["outcome"]
        argument = arguments.get(argued.key(mutant)) if outcome != "killed" else None
        if argument and argument["equal"]:
            outcome = "equal"
        modules[mutant.module][outcome] += 1
        if outcome not in ("killed", "equal"):
            survivors.append((mutant, result, argument))
    for module, counts in sorted(modules.items()):
        print(
            f"{module:32}",
            ", ".join(f"{count} {what}" for what, count in counts.items()),
        )
    for mutant, result, argument in survivors:
        print(
            f"\n{result['outcome']}: {mutant.module}.{mutant.function} line {mutant.line}"
        )
        print(mutant.change())
        print(f"argued: {argument['why']}" if argument else "not argued")
    total = sum(counts.total() for counts in modules.values())
    equal = sum(counts["equal"] for counts in modules.values())
    killed = sum(counts["killed"] for counts in modules.values())
    score = killed / max(1, total - equal)
    print(f"\n{killed} of {total} killed, {equal} equal to the original: {score:.1%}")
    unargued = sum(1 for _mutant, _result, argument in survivors if not argument)
    print(f"{len(survivors)} survivors, {unargued} of them not argued")
    return score


if __name__ == "__main__":
    sys.exit(main())
