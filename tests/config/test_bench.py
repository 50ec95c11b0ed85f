"""The measurements are honest: their rows hold together, and every one can be run."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import re
from contextlib import contextmanager

import pytest
from django.db import connection

from assessment import recheck as rechecking
from assessment.models import RecheckRun, Verdict
from households import search
from households.models import Household, HouseholdPeriod, Member, RegistryEvent
from households.sheet import derive
from scripts.bench import (
    databases,
    lists,
    loading,
    page,
    recheck,
    report,
    roster_writer,
    save,
    timing,
)
from scripts.bench.figures import Answer, Figure
from scripts.bench.people import person
from scripts.bench.prototypes import PERIOD
from scripts.bench.row_generator import RowGenerator, spread
from scripts.bench.samples import LEVELS, samples
from tests import factories
from tests.database import as_owner

VILLAGES = (
    factories.VILLAGE,
    factories.SIBLING_VILLAGE,
    factories.OTHER_TOWNSHIP_VILLAGE,
    factories.OTHER_COUNTY_VILLAGE,
)
HOUSEHOLDS, PROTOTYPES = 200, 60
HEAD = ("head_name", "head_pinyin", "head_initials", "head_id_mask", "member_count")


class Here(databases.Registry):
    """The registry of the test itself."""

    @contextmanager
    def open(self):
        yield


@pytest.fixture
def filled(db):
    """A registry as `make bench` fills it, small."""
    with as_owner():
        loading.fill(HOUSEHOLDS, VILLAGES, prototypes=PROTOTYPES)
        yield Here("test", HOUSEHOLDS)


def rows(sql: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


# --- what is filled in -------------------------------------------------------------------------


def test_every_household_is_filled_in_and_no_index_is_lost(db):
    indexes = (
        "SELECT indexrelid::regclass::text, indisunique, indkey::text,"
        " indclass::text, indpred IS NULL"
        " FROM pg_index ORDER BY 1"
    )
    before = rows(indexes)
    with as_owner():
        loading.fill(HOUSEHOLDS, VILLAGES, prototypes=PROTOTYPES)
    assert Household.objects.count() == HouseholdPeriod.objects.count() == HOUSEHOLDS
    assert set(Household.objects.values_list("region_code", flat=True)) == set(VILLAGES)
    assert rows(indexes) == before


def test_foreign_keys_rest_while_filling_but_hold_afterwards(filled):
    keys = rows(
        "SELECT c.conrelid::regclass, a.attname, c.confrelid::regclass, f.attname"
        " FROM pg_constraint c"
        " JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]"
        " JOIN pg_attribute f ON f.attrelid = c.confrelid AND f.attnum = c.confkey[1]"
        f" WHERE c.contype = 'f' AND c.conrelid = ANY('{{{','.join(loading.TABLES)}}}'::regclass[])"
    )
    assert len(keys) > 5
    for table, column, other, key in keys:
        lost = f"SELECT count(*) FROM {table} t LEFT JOIN {other} o ON o.{key} = t.{column}"
        assert rows(f"{lost} WHERE t.{column} IS NOT NULL AND o.{key} IS NULL") == [
            (0,)
        ], (table, column)


def test_triggers_work_again_afterwards(filled):
    assert rows("SHOW session_replication_role") == [("origin",)]
    HouseholdPeriod.objects.filter(household=(one := Household.objects.first())).update(
        main_cause="99"
    )
    one.refresh_from_db()
    assert one.recorded_cause == "99"


def test_derived_figures_are_those_of_the_registry_itself(filled):
    before = list(Household.objects.order_by("pk").values_list(*HEAD))
    keys = list(Household.objects.values_list("pk", flat=True))
    assert derive.refresh(keys, PERIOD) == 0
    assert list(Household.objects.order_by("pk").values_list(*HEAD)) == before
    for household in Household.objects.prefetch_related("periods"):
        year = household.periods.all()[0]
        assert household.recorded_period == year.period
        assert household.recorded_attr == year.attr
        assert household.recorded_cause == year.main_cause
        assert household.recorded_net_pc_fen == year.net_pc_fen
        assert household.state == year.state


def test_the_events_add_up_to_the_people(filled):
    identified = dict(
        RegistryEvent.objects.filter(kind="identified").values_list(
            "household", "headcount_change"
        )
    )
    assert identified == dict(Household.objects.values_list("pk", "member_count"))


def test_families_are_found_by_what_is_known_of_them(filled):
    for one in samples(5):
        user = person("supervisor", one.place("province"))
        for name, word in lists.WORDS.items():
            found = search.find(user, word(one), one.place("county")).households
            assert one.household in {household.pk for household in found}, name


def test_the_same_seed_gives_the_same_lines():
    first, again, other = (
        list(RowGenerator(seed, 1, 5).chunks([(factories.VILLAGE, 8)], 3))
        for seed in (1, 1, 2)
    )
    assert len(first) == 3
    assert first == again
    assert first != other


@pytest.mark.parametrize("households", [3, 100, 12_345])
def test_no_household_is_lost_in_spreading_them(households):
    counts = spread(RowGenerator(1, 1, 1).random, VILLAGES, households)
    assert [village for village, _count in counts] == list(VILLAGES)
    assert sum(count for _village, count in counts) == households


def test_a_database_is_made_anew_when_rows_or_schema_would_differ(
    monkeypatch, tmp_path, settings
):
    digest = databases._digest(100)
    assert databases._digest(100) == digest
    assert databases._digest(200) != digest
    monkeypatch.setattr(databases, "ROW_SOURCES", databases.ROW_SOURCES[:-1])
    assert databases._digest(100) != digest


# --- the questions -----------------------------------------------------------------------------


def test_lists_and_searches_can_be_asked(filled, monkeypatch):
    monkeypatch.setattr(lists, "WITH_SORT", ("state",))
    answer = lists.answer(filled, filled, rounds=1)
    assert {"any place", "search"} <= {
        figure.what.partition(":")[0] for figure in answer.figures
    }
    assert answer.figures[-1].value == 0


def test_a_wrong_count_is_noticed(filled, monkeypatch):
    place = samples(1)[0].place("county")
    assert lists.count_is_right(place)
    monkeypatch.setattr(lists, "COUNT_CAP", 3)
    assert not lists.count_is_right(place)


def test_the_list_page_can_be_asked_and_sends_as_many_queries_each_time(filled):
    *_ratios, queries = page.answer(filled, filled, rounds=1).figures
    assert queries.value == 0


def test_sheets_can_be_saved_in_four_ways(filled):
    before = Household.objects.filter(version=2).count()
    assert len(save.answer(filled, rounds=1).figures) == 3
    assert Household.objects.filter(version=2).count() == before + 16


def test_bare_sql_writes_the_rows_that_the_save_writes(filled):
    saved, bare = save._families(2)
    save._by_verb([saved])(0)
    save._bare([bare])(0)
    left, right = (Household.objects.get(pk=family[0].pk) for family in (saved, bare))
    assert left.version == right.version == 2
    assert left.group_name == right.group_name != saved[0].group_name
    employers = {
        household.pk: set(household.member_periods.values_list("employer", flat=True))
        for household in (left, right)
    }
    assert employers[left.pk] == employers[right.pk] == {"县里第1茶厂"}


def test_the_roster_is_written_from_a_cursor_of_the_server(filled, monkeypatch):
    monkeypatch.setattr("ledgers.export.CHUNK", 20)
    rows_written, _seconds, held = roster_writer.write_roster(150)
    assert 0 < rows_written <= HOUSEHOLDS
    assert held


@pytest.mark.parametrize("derive", [True, False])
def test_both_ways_of_re_checking_say_the_same(filled, derive):
    recheck._prepare()
    run = RecheckRun.objects.get(pk=recheck.start_runs()[0])
    rechecking.plan(run)
    assert list(rechecking.judge_all(run))
    rechecking.close_run(run)
    households = Household.objects.active().count()
    together = standing()
    assert len(together) == households
    recheck.one_by_one(households, derive=derive)
    assert standing() == together
    assert Verdict.objects.count() == households
    recheck._flip_water(7)
    recheck.one_by_one(households, derive=derive)
    alone = standing()
    assert alone != together
    again = RecheckRun.objects.get(pk=recheck.start_runs()[0])
    rechecking.plan(again)
    assert list(rechecking.judge_all(again))
    assert standing() == alone


def standing() -> set[tuple]:
    return set(
        Verdict.objects.current().values_list(
            "household", "outcome", "unmet", "unknown"
        )
    )


# --- what is told ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "at_least", "met"),
    [(3, False, True), (3.1, False, False), (2.9, True, False)],
)
def test_a_limit_is_met_or_not(value, at_least, met):
    figure = Figure("a", value, 3, at_least=at_least)
    assert figure.met is met
    assert report.all_met([Answer("t", "how", [Figure("b", 9), figure])]) is met
    assert report.all_met(
        [Answer("t", "how", [dataclasses.replace(figure, limit=None)])]
    )


def test_the_page_tells_figures_limits_and_the_machine(filled):
    answer = Answer(
        "Lists", "How it was done.", [Figure("page", 4, 3, note="5 → 20 ms")]
    )
    text = report.page([answer], filled, filled)
    assert "| page (5 → 20 ms) | 4 × | ≤ 3 × | NOT MET |" in text
    assert re.search(r"PostgreSQL \d+", text)
    assert str(dt.date.today().year) not in text.split("## ")[0]
    assert "NOT MET" in report.table([answer])


def test_cases_take_turns_and_the_quickest_counts():
    called = []
    cases = {
        name: lambda number, name=name: called.append((name, number)) for name in "ab"
    }
    taken = timing.interleaved(cases, 2, warm=1, best_of=2)
    assert [name for name, _number in called] == list("aabb" * 3)
    assert [number for _name, number in called[::4]] == [-1, 0, 1]
    assert [len(samples) for samples in taken.values()] == [2, 2]


@pytest.mark.parametrize(("count", "expected"), [(1, 1), (20, 19), (100, 95)])
def test_p95_leaves_one_of_twenty_above(count, expected):
    assert timing.p95(list(range(count, 0, -1))) == expected


def test_places_of_a_sample_lie_in_each_other(filled):
    one = samples(1)[0]
    places = [one.place(level).rstrip("0") for level in LEVELS]
    assert all(inner.startswith(outer) for outer, inner in itertools.pairwise(places))
    assert Member.objects.filter(
        person_no=one.person_no, region_code=one.village
    ).exists()
