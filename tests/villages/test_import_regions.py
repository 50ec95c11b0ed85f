"""Loading lists of regions by the command people use."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests.database import as_owner
from villages.models import Region, RegionLoad

DATA = Path(__file__).parent / "data"
OLD, NEW, CHANGES = (
    DATA / "regions-old.csv",
    DATA / "regions-new.csv",
    DATA / "changes.csv",
)
HAIQUE, VANISHED, APPEARED = "980101100201", "980101100203", "980101100204"


pytestmark = pytest.mark.django_db


def load(path: Path = OLD, **options: str) -> str:
    import io

    out = io.StringIO()
    call_command("import_regions", str(path), stdout=out, **options)
    return out.getvalue()


def ours():
    return Region.objects.filter(code__startswith="98")


def test_every_place_of_the_list_is_there_once_with_its_parent():
    report = load()
    assert "created: 9" in report
    assert "repeated: 1" in report
    assert ours().count() == 9
    assert ours().get(code=HAIQUE).parent_code == "980101100000"
    assert ours().get(code="980101100000").parent_code == "980101000000"


def test_a_town_of_a_city_without_districts_hangs_on_the_city():
    load()
    town = ours().get(code="980200100000")
    assert (town.level, town.parent_code) == (4, "980200000000")
    assert ours().get(code="980200000000").level == 2


def test_villages_are_shortened_and_spelt():
    load()
    assert list(
        ours().filter(level=5).values_list("short_name", "pinyin", "initials")
    ) == [
        ("海雀村", "haiquecuncunweihui", "hqccwh"),
        ("石板村", "shibancunminweiyuanhui", "sbcmwyh"),
        ("下坝村", "xiabacunweihui", "xbcwh"),
    ]
    assert ours().get(level=3).pinyin == "changhexian"


def test_the_same_list_again_does_nothing():
    load()
    assert "Nothing to do" in load()
    assert RegionLoad.objects.count() == 1


def test_the_same_list_after_another_one_is_loaded_again():
    load()
    load(NEW, as_of="2024-05-01")
    assert "Nothing to do" not in load(as_of="2025-01-01")


def test_an_older_list_does_not_follow_a_newer_one():
    load()
    load(NEW, as_of="2024-05-01")
    before = list(ours().values_list("code", "valid_from", "valid_to").order_by("id"))
    with pytest.raises(CommandError, match="2024-05-01"):
        load(as_of="2023-06-30")
    with pytest.raises(CommandError, match="2024-05-01"):
        load(as_of="2023-06-30", only="98")
    assert (
        list(ours().values_list("code", "valid_from", "valid_to").order_by("id"))
        == before
    )


def test_a_newer_list_renames_ends_and_begins():
    load()
    report = load(NEW, as_of="2024-05-01")
    assert "created: 1 renamed: 1 unchanged: 7 closed: 1" in report
    assert ours().get(code="980101100000").name == "东山街道"
    assert ours().get(code=VANISHED).valid_to == dt.date(2024, 5, 1)
    assert ours().get(code=APPEARED).valid_from == dt.date(2024, 5, 1)
    assert ours().get(code=HAIQUE).valid_from == dt.date(2000, 1, 1)


def test_the_tree_of_an_earlier_year_can_still_be_asked():
    load()
    load(NEW, as_of="2024-05-01")
    before = set(ours().valid_on(dt.date(2023, 12, 31)).values_list("code", flat=True))
    after = set(ours().valid_on(dt.date(2024, 12, 31)).values_list("code", flat=True))
    assert (before - after, after - before) == ({VANISHED}, {APPEARED})


def test_other_provinces_are_left_alone():
    kept = Region.objects.filter(code__startswith="99", valid_to=None).count()
    load()
    load(NEW, as_of="2024-05-01")
    assert (
        Region.objects.filter(code__startswith="99", valid_to=None).count() == kept > 0
    )


def test_changes_name_the_successor():
    load()
    load(NEW, as_of="2024-05-01", changes=str(CHANGES))
    old = ours().get(code=VANISHED)
    assert (old.valid_to, old.successor.code) == (dt.date(2024, 5, 1), APPEARED)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("980101100203,980101100999,2024-05-01", "980101100999"),
        ("980101100203,980101100204,1999-01-01", "1999-01-01"),
        ("980101100203,980101100204,soon", "soon"),
        ("980101100203,980101100204", "3"),
    ],
    ids=["unknown heir", "before its beginning", "no date", "too short"],
)
def test_a_wrong_change_is_refused_with_its_line_and_nothing_of_the_file_is_done(
    tmp_path, line, reason
):
    load()
    load(NEW, as_of="2024-05-01")
    changes = tmp_path / "changes.csv"
    changes.write_text(
        f"old_code,new_code,date\n980101100202,980101100204,2024-06-01\n{line}\n"
    )
    with pytest.raises(CommandError, match=reason):
        load(NEW, as_of="2024-05-01", changes=str(changes))
    assert not ours().exclude(successor=None).exists()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("98010110020,5,短码村", "98010110020"),
        ("980101100205,7,层级村", "7"),
        ("980101100205,5,", "3"),
    ],
    ids=["short code", "no such level", "no name"],
)
def test_a_wrong_line_refuses_the_whole_list(tmp_path, line, reason):
    path = tmp_path / "bad.csv"
    path.write_text(f"code,level,name\n980000000000,1,演示省\n{line}\n")
    with pytest.raises(CommandError, match=reason):
        load(path)
    assert not ours().exists()


def test_only_one_province_can_be_taken_from_a_list(tmp_path):
    path = tmp_path / "two.csv"
    path.write_text(OLD.read_text() + "970000000000,1,另一省\n")
    load(path, only="98")
    assert ours().exists()
    assert not Region.objects.filter(code__startswith="97").exists()
    assert "Nothing to do" not in load(path)


def test_a_first_load_of_many_places_leaves_every_index_in_place(monkeypatch):
    monkeypatch.setattr("villages.loading.WORTH_REBUILDING", 5)
    Region.objects.all().delete()
    before = index_definitions()
    with as_owner():  # who prepares a place, indexes among it
        load()
    assert index_definitions() == before
    assert any("region_name_grams" in definition for definition in before)


def index_definitions() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexdef FROM pg_indexes WHERE tablename = 'villages_region'"
        )
        return {row[0] for row in cursor.fetchall()}
