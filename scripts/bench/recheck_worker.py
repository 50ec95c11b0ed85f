"""A worker of re-checks: reads keys of runs, one line a round, and works on each."""

import sys

import django


def main() -> None:
    django.setup()
    from assessment import recheck
    from assessment.models import RecheckRun

    print("ready", flush=True)
    for line in sys.stdin:
        for run in RecheckRun.objects.in_bulk(line.split()).values():
            recheck.plan(run)
            for _shard in recheck.judge_all(run):
                pass
            recheck.close_run(run)
        print("done", flush=True)


if __name__ == "__main__":
    main()
