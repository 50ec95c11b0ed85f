"""Measure the re-check against one household at a time, and with two workers."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from assessment.criteria import Criteria, Judgement, facts_of, household_criteria
from assessment.models import RecheckItem, RecheckRun, Verdict
from assessment.querysets import region_end
from assessment.recheck_sql import FINDINGS
from config.demo.parameters import set_parameters
from core.policy.profiles import parameter_row, policy_for
from households import rules
from households.models import Household, HouseholdPeriod
from households.sheet.values import MEMBER_RECORD, PERIOD_RECORD, record_of
from scripts.bench.databases import Registry
from scripts.bench.figures import Answer, Figure
from scripts.bench.people import person
from scripts.bench.prototypes import PERIOD
from scripts.bench.timing import median
from scripts.bench.workers import Worker, worker

TITLE = "Re-check"
HOW = """\
Every active household of every province is judged, compared with what was said before,
and what differs is written, verdicts and findings: the job's own `plan`, `judge_all`
and `close_run`, in processes of their own, by one worker and by two in turn. Before
each run the drinking water of every fiftieth household turns good or bad, so that there
is something to write; the first run, which has everything to write, is told beside the
others.
*One household at a time* is how it would be written without the wide row and its
set-based statement: read the household, its period, its people with their records, its
last verdict and its open findings; derive the counts and judge in Python; save a
verdict that differs and a finding that is new or no longer made, each statement by
itself.
*From the wide row* leaves the people out and takes the counts as they stand derived.
Compared are households a second, medians of the rounds; the re-check runs with two
workers, as the system starts it."""
SET_BASED, SHARED = 1_000, 0.6
SINGLE = 200
COUNTY = "360726000000"
MODULE = "scripts.bench.recheck_worker"


def answer(registry: Registry, *, rounds: int = 3) -> Answer:
    with registry.open(), ExitStack() as stack:
        _prepare()
        workers = [stack.enter_context(worker(MODULE, registry.url)) for _ in range(2)]
        first = seconds_of(workers)
        taken = _measured(workers, rounds)
        households = Household.objects.active().count()
        _clear()
    counts = {name: households if "worker" in name else SINGLE for name in taken}
    rates = {name: counts[name] / median(samples) for name, samples in taken.items()}
    rates["the first run"] = households / first
    return Answer(TITLE, HOW, _figures(rates, taken))


def _measured(workers: list[Worker], rounds: int) -> dict[str, list[float]]:
    """Seconds of each way, taken in turn, with something to write before each."""
    ways: dict[str, Callable[[], float]] = {
        "one worker": lambda: seconds_of(workers[:1]),
        "two workers": lambda: seconds_of(workers),
        "one by one": lambda: one_by_one(SINGLE),
        "from the wide row": lambda: one_by_one(SINGLE, derive=False),
    }
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(rounds * len(ways)):
        name = list(ways)[number % len(ways)]
        _flip_water(number)
        taken[name].append(ways[name]())
    return taken


def _figures(rates: dict[str, float], taken: dict[str, list[float]]) -> list[Figure]:
    per_second = ", ".join(f"{name} {rate:,.0f}" for name, rate in rates.items())
    spread = ", ".join(
        f"{name} {_in_seconds(taken[name])}" for name in ("one worker", "two workers")
    )
    single, wide = rates["one by one"], rates["from the wide row"]
    return [
        Figure(
            "re-check / one by one",
            rates["two workers"] / single,
            SET_BASED,
            at_least=True,
            note=f"households a second: {per_second}",
        ),
        Figure("the same by one worker", rates["one worker"] / single),
        Figure("re-check / one by one from the wide row", rates["two workers"] / wide),
        Figure(
            "time of two workers / of one",
            rates["one worker"] / rates["two workers"],
            SHARED,
            note=spread,
        ),
    ]


def seconds_of(workers: list[Worker]) -> float:
    """How long these workers take for a re-check of everything."""
    runs = " ".join(start_runs())
    started = time.perf_counter()
    for each in workers:
        each.send(runs)
    for each in workers:
        each.receive()
    return time.perf_counter() - started


def start_runs() -> list[str]:
    """A run for each province, as `start_recheck` records it, without its jobs."""
    today = timezone.localdate()
    policy = policy_for(COUNTY, today)
    criteria = household_criteria(policy, COUNTY, today).to_json()
    codes = (
        Household.objects.order_by().values_list("region_code", flat=True).distinct()
    )
    runs = [
        RecheckRun.objects.create(
            region_code=code,
            region_end=region_end(code),
            on=today,
            period=PERIOD,
            policy_name=policy.name,
            policy_digest=policy.digest,
            criteria=criteria,
        )
        for code in sorted({f"{code[:2]}0000000000" for code in codes})
    ]
    return [str(run.pk) for run in runs]


def one_by_one(count: int, *, derive: bool = True) -> float:
    """Seconds for so many households, each by itself."""
    run = RecheckRun.objects.get(pk=start_runs()[0])
    keys = list(
        Household.objects.active()
        .in_region(run.region_code)
        .values_list("pk", flat=True)[:count]
    )
    started = time.perf_counter()
    for key in keys:
        _judge_one(key, run, run.standard, derive)
    return time.perf_counter() - started


def _judge_one(key: object, run: RecheckRun, standard: Criteria, derive: bool) -> None:
    household = Household.objects.get(pk=key)
    period = household.periods.filter(period=run.period).first()
    facts = facts_of(period, standard.columns)
    if derive and period is not None:
        facts |= _derived(household, period)
    judgement = standard.judge(facts)
    _save_verdict(household, run, judgement)
    _update_findings(household, run, judgement)


def _save_verdict(household: Household, run: RecheckRun, judgement: Judgement) -> None:
    last = Verdict.objects.current().filter(household=household).first()
    now = (judgement.outcome, judgement.unmet, judgement.unknown)
    if last is not None:
        before = (last.outcome, last.unmet, last.unknown)
        if before == now and last.region_code == household.region_code:
            return
        last.until = timezone.now()
        last.save(update_fields=["until"])
    Verdict.objects.create(
        run=run,
        household=household,
        region_code=household.region_code,
        outcome=judgement.outcome,
        unmet=judgement.unmet,
        unknown=judgement.unknown,
        is_change=last is not None and before[1:] != now[1:],
    )


def _derived(household: Household, period: HouseholdPeriod) -> dict[str, Any]:
    """The counts from the people, as the sheet derives them."""
    records = household.member_periods.filter(period=period.period).select_related(
        "member"
    )
    people = [
        rules.Person(
            row.member.name,
            row.member.sex,
            row.member.born_on,
            row.member.id_type,
            record_of(row, MEMBER_RECORD),
        )
        for row in records
        if rules.counts_in(
            state=row.member.state,
            left_on=row.member.left_on,
            window_end=period.window_end,
        )
    ]
    return rules.derived(record_of(period, PERIOD_RECORD), people, on=period.window_end)


def _update_findings(
    household: Household, run: RecheckRun, judgement: Judgement
) -> None:
    wanted = {
        kind
        for kind, (state, outcome) in FINDINGS.items()
        if household.state in state and judgement.outcome == outcome
    }
    known = {
        item.kind: item
        for item in RecheckItem.objects.filter(household=household, closed_at=None)
    }
    for kind in wanted - known.keys():
        RecheckItem.objects.create(
            household=household,
            region_code=household.region_code,
            kind=kind,
            period=run.period,
            unmet=judgement.unmet,
            first_run=run,
            last_run=run,
        )
    for kind in known.keys() - wanted:
        known[kind].closed_at, known[kind].last_run = timezone.now(), run
        known[kind].save(update_fields=["closed_at", "last_run"])


def _prepare() -> None:
    """Empty the verdicts; let the parameters of the one county with a policy judge all."""
    _clear()
    if parameter_row("poverty_line", COUNTY, timezone.localdate()) is None:
        set_parameters(
            COUNTY,
            person("county_office", COUNTY),
            person("county_office", f"{COUNTY[:4]}00000000"),
        )


def _flip_water(number: int) -> None:
    """Change the verdict of every fiftieth household, each time of others."""
    with transaction.atomic(), connection.cursor() as cursor:
        # Without triggers, as the rows were filled in.
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "UPDATE households_householdperiod SET water_safe = water_safe IS NOT TRUE"
            " WHERE period = %s AND abs(hashtext(household_id::text)) %% 50 = %s",
            [PERIOD, number % 50],
        )


def _clear() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE assessment_verdict")


def _in_seconds(samples: list[float]) -> str:
    return " ".join(f"{sample:.1f}" for sample in samples) + " s"
