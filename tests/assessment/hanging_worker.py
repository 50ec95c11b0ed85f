"""A worker that hangs with the verdicts of its second range written but not committed; the test kills it."""

import os
import sys
import time
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


def main(job_id: str) -> None:
    django.setup()
    from django.conf import settings

    from assessment import recheck
    from core import jobs

    settings.POLICY_DIR = Path(__file__).resolve().parent.parent / "policies"
    recheck.SHARD_HOUSEHOLDS = 3
    judge = recheck._judge

    def hang(cursor, run, shard):
        second = run.shards.exclude(done_at=None).exists()
        judge(cursor, run, shard)
        if second:
            print("hanging", flush=True)
            time.sleep(600)

    recheck._judge = hang
    jobs.run(job_id)


if __name__ == "__main__":
    main(sys.argv[1])
