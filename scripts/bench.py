#!/usr/bin/env python3
"""Measure the promised speed as ratios within one run; exit 1 when a limit is missed.

- `BENCH_SIZES=10000,1000000`: households of the two databases, kept between runs.
- `QUICK=1`: 1,000 against 10,000, while developing; limits do not count.
- `WRITE=1`: write docs/bench.md.
- `ONLY=lists,save`: only these measurements.
- `KEEP=1`: databases of an older schema are measured, not filled anew.
"""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("DB_STATEMENT_TIMEOUT", "0")
os.environ.setdefault("LOG_LEVEL", "WARNING")


def main() -> int:
    from config.local import services

    services.ensure()
    import django

    django.setup()
    from scripts.bench import databases, questions, report

    quick = bool(os.environ.get("QUICK"))
    sizes = os.environ.get("BENCH_SIZES") or (
        "1000,10000" if quick else "10000,1000000"
    )
    small, large = (
        databases.ready(int(size), keep=bool(os.environ.get("KEEP")))
        for size in sizes.split(",")
    )
    answers = questions.answered(
        small, large, only=os.environ.get("ONLY", ""), quick=quick
    )
    print(report.table(answers))
    if os.environ.get("WRITE"):
        report.write(answers, small, large)
    return 0 if quick or report.all_met(answers) else 1


if __name__ == "__main__":
    sys.exit(main())
