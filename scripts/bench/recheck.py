"""How much quicker is the re-check in one statement than one household at a time, and do two workers share it?"""

from __future__ import annotations

import time
from contextlib import ExitStack

from django.db import connection
from django.utils import timezone

from assessment.criteria import Criteria, Judgement, facts_of, household_criteria
from assessment.models import RecheckItem, RecheckRun, Verdict
from assessment.querysets import region_end
from assessment.recheck_sql import FINDINGS
from config.demo.parameters import set_parameters
from core.policy import parameter_row, policy_for
from households.models import Household
from scripts.bench.databases import Registry
from scripts.bench.figures import Answer, Figure
from scripts.bench.moulds import PERIOD
from scripts.bench.people import person
from scripts.bench.timing import median
from scripts.bench.workers import Worker, worker

TITLE = "Re-check"
HOW = """\
Every active household of every province is judged, compared with the run before, and the findings are brought up to
date: the job's own `plan`, `judge_all` and `close_run`, in processes of their own, by one worker and by two in turn.
The way of one household at a time does the same for each: it reads the household, its period, its last verdict and
its open finding, judges in Python, and saves the verdict and a finding that is new or no longer made, each statement
by itself. Compared are households a second, medians of the rounds."""
SET_BASED, SHARED = 1_000, 0.6
SINGLE = 200
COUNTY = "360726000000"
MODULE = "scripts.bench.recheck_worker"


def answer(registry: Registry, *, rounds: int = 3) -> Answer:
    with registry.open(), ExitStack() as stack:
        _prepare()
        workers = [stack.enter_context(worker(MODULE, registry.url)) for _ in range(2)]
        seconds_of(workers)  # the run that the others are compared with
        alone, shared, single = [], [], []
        for _ in range(rounds):
            alone.append(seconds_of(workers[:1]))
            shared.append(seconds_of(workers))
            single.append(SINGLE / one_by_one(SINGLE))
        households = Household.objects.active().count()
        _clear()
    rates = {"one worker": households / median(alone), "two": households / median(shared), "single": median(single)}
    told = ", ".join(f"{name} {rate:,.0f} households/s" for name, rate in rates.items())
    spread = f"one worker {_said(alone)}, two {_said(shared)}"
    ratio = rates["one worker"] / rates["single"]
    figures = [
        Figure("one statement a range / one by one", ratio, SET_BASED, at_least=True, note=told),
        Figure("the same by two workers / one by one", rates["two"] / rates["single"], note=""),
        Figure("time of two workers / of one", median(shared) / median(alone), SHARED, note=spread),
    ]
    return Answer(TITLE, HOW, figures)


def seconds_of(workers: list[Worker]) -> float:
    """How long these workers take for a re-check of everything."""
    runs = " ".join(start_runs())
    started = time.perf_counter()
    for each in workers:
        each.tell(runs)
    for each in workers:
        each.hear()
    return time.perf_counter() - started


def start_runs() -> list[str]:
    """A run for each province, as `start_recheck` records it, without its jobs."""
    today = timezone.localdate()
    policy = policy_for(COUNTY, today)
    criteria = household_criteria(policy, COUNTY, today).frozen()
    codes = Household.objects.order_by().values_list("region_code", flat=True).distinct()
    runs = [
        RecheckRun.objects.create(
            region_code=code,
            region_end=region_end(code),
            on=today,
            period=PERIOD,
            policy_name=policy.name,
            policy_digest=policy.digest,
            criteria=criteria,
            previous=RecheckRun.objects.latest_of(code),
        )
        for code in sorted({f"{code[:2]}0000000000" for code in codes})
    ]
    return [str(run.pk) for run in runs]


def one_by_one(count: int) -> float:
    """Seconds for so many households, each by itself."""
    run = RecheckRun.objects.get(pk=start_runs()[0])
    keys = list(Household.objects.active().in_region(run.region_code).values_list("pk", flat=True)[:count])
    started = time.perf_counter()
    for key in keys:
        _judge_one(key, run, run.standard)
    return time.perf_counter() - started


def _judge_one(key: object, run: RecheckRun, standard: Criteria) -> None:
    household = Household.objects.get(pk=key)
    judgement = standard.judge(facts_of(household.periods.filter(period=run.period).first(), standard.columns))
    last = Verdict.objects.filter(run=run.previous_id, household=household).first()
    Verdict(
        run=run,
        household=household,
        region_code=household.region_code,
        outcome=judgement.outcome,
        unmet=judgement.unmet,
        unknown=judgement.unknown,
        changed=last is not None and (last.unmet, last.unknown) != (judgement.unmet, judgement.unknown),
    ).save(force_insert=True)
    _keep_finding(household, run, judgement)


def _keep_finding(household: Household, run: RecheckRun, judgement: Judgement) -> None:
    wanted = {kind for kind, (status, outcome) in FINDINGS.items()
              if household.status in status and judgement.outcome == outcome}  # fmt: skip
    known = {item.kind: item for item in RecheckItem.objects.filter(household=household, closed_at=None)}
    for kind in wanted - known.keys():
        RecheckItem.objects.create(
            household=household, region_code=household.region_code, kind=kind, period=run.period,
            unmet=judgement.unmet, first_run=run, last_run=run,
        )  # fmt: skip
    for kind in known.keys() - wanted:
        known[kind].closed_at, known[kind].last_run = timezone.now(), run
        known[kind].save(update_fields=["closed_at", "last_run"])


def _prepare() -> None:
    """An empty table of verdicts, and the figures of the one county that has a policy: they judge all."""
    _clear()
    if parameter_row("poverty_line", COUNTY, timezone.localdate()) is None:
        set_parameters(COUNTY, person("county_office", COUNTY), person("county_office", f"{COUNTY[:4]}00000000"))


def _clear() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE assessment_verdict")


def _said(samples: list[float]) -> str:
    return " ".join(f"{sample:.1f}" for sample in samples) + " s"
