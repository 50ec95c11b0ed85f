"""A Celery worker that hangs with its second range written but not committed.

The test kills it there.
"""

import os
import sys
import time
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


def main() -> None:
    django.setup()
    from assessment import recheck
    from config.celery import app

    recheck.SHARD_HOUSEHOLDS = 3
    judge = recheck._judge

    def hang(cursor, run, shard):
        second = run.shards.exclude(done_at=None).exists()
        judge(cursor, run, shard)
        if second:
            Path(os.environ["HANGING_MARK"]).touch()
            time.sleep(600)

    recheck._judge = hang
    app.worker_main(sys.argv[1:])


if __name__ == "__main__":
    main()
