from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.ids import uuid7
from households import timeline
from households.models import RegistryEvent
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def family(cadre):
    child = factories.member(
        "张小宝",
        relation="03",
        born_on=dt.date(2016, 5, 6),
        schooling="",
        health=[],
        work_area="",
        work_months=None,
    )
    return factories.household(
        by=cadre,
        members=[factories.member("张三"), child],
        need="发展养殖",
        water_safe=None,
    )


def detail(client, household):
    return client.get(reverse("households:detail", args=[household.pk]))


def test_one_page_tells_the_whole_family(client, cadre, family):
    client.force_login(cadre)
    text = detail(client, family).content.decode()
    for words in ("张三", "张小宝", "发展养殖", family.hh_no, "清河县", "14,500.00"):
        assert words in text


def test_numbers_are_masked(client, cadre, family):
    client.force_login(cadre)
    text = detail(client, family).content.decode()
    assert family.phone_mask in text
    assert "13800000000" not in text
    assert family.members.first().id_no_mask in text


def test_what_is_missing_is_marked(client, cadre, family):
    client.force_login(cadre)
    dossier = detail(client, family).context["dossier"]
    assert dossier.missing == ["饮水安全"]
    child = dossier.present[1]
    assert len(child.missing) == 2  # health and schooling, for a child of school age
    assert dossier.present[0].missing == []


def test_income_of_the_years_stands_side_by_side(client, cadre, family):
    period = family.periods.get()
    period.pk, period.period, period._state.adding = None, "2025", True
    period.wage_fen, period.gross_fen, period.net_fen = 100_00, 3_600_00, 2_600_00
    period.save()
    client.force_login(cadre)
    dossier = detail(client, family).context["dossier"]
    assert [row.period for row in dossier.periods] == ["2026", "2025"]
    assert next(line for line in dossier.income if line.values == [12_000_00, 100_00])


def test_the_timeline_names_who_did_what(client, cadre, family):
    client.force_login(cadre)
    entries = detail(client, family).context["entries"]
    assert {entry.by for entry in entries} == {"李村干"}
    assert len(entries) == 2  # registered in the register, and saved by the cadre


def test_the_timeline_is_read_page_by_page(client, cadre, family):
    RegistryEvent.objects.bulk_create(
        RegistryEvent(
            household=family,
            region_code=family.region_code,
            kind="corrected",
            recorded_by=cadre,
            happened_on=timezone.localdate() - dt.timedelta(days=n + 1),
        )
        for n in range(20)
    )
    first, older = timeline.entries(family, cadre)
    second, end = timeline.entries(family, cadre, older)
    assert (len(first), len(second), end) == (timeline.PAGE, 10, "")
    client.force_login(cadre)
    answer = client.get(
        reverse("households:timeline", args=[family.pk]), {"before": older}
    )
    assert answer.status_code == 200
    assert timeline.entries(family, cadre, "nonsense")[0] == first


def test_the_timeline_shows_the_day_things_happened_and_tears_no_day_apart(
    cadre, family
):
    day = dt.date(2019, 5, 1)
    RegistryEvent.objects.bulk_create(
        RegistryEvent(
            household=family,
            region_code=family.region_code,
            kind="corrected",
            recorded_by=cadre,
            happened_on=on,
        )
        for on in [day] * 20 + [day + dt.timedelta(days=1)]
    )
    first, older = timeline.entries(family, cadre)
    assert [entry.at for entry in first if not isinstance(entry.at, dt.datetime)][
        :2
    ] == [dt.date(2019, 5, 2), day]
    second, _end = timeline.entries(family, cadre, older) if older else ([], "")
    assert sum(entry.at == day for entry in [*first, *second]) == 20


def test_later_apps_add_entries_to_the_timeline(family, cadre, monkeypatch):
    monkeypatch.setattr(timeline, "_providers", [])
    entry = timeline.Entry(timezone.now(), "Paid")
    timeline.register(lambda household, user, before, limit: [entry])
    assert timeline.entries(family, cadre) == ([entry], "")


def queries(client, household) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert detail(client, household).status_code == 200
    return len(captured)


def test_the_page_takes_as_many_queries_for_nine_people_as_for_two(
    client, cadre, family
):
    client.force_login(cadre)
    queries(client, family)
    few = queries(client, family)
    people = [
        factories.member(
            f"李{'一二三四五六七八九'[n]}", relation="01" if n == 0 else "99"
        )
        for n in range(9)
    ]
    large = factories.household(by=cadre, members=people)
    assert queries(client, large) == few
    assert few <= 15


def test_a_family_of_another_village_is_not_there(client, sibling_cadre, family):
    client.force_login(sibling_cadre)
    foreign, nobodys = (
        detail(client, family),
        client.get(reverse("households:detail", args=[uuid7()])),
    )
    assert (foreign.status_code, nobodys.status_code) == (404, 404)


def test_a_reader_is_not_offered_what_they_may_not_do(
    client, supervisor, cadre, family
):
    client.force_login(supervisor)
    text = detail(client, family).content.decode()
    assert reverse("households:update", args=[family.pk]) not in text
    assert reverse("households:reveal", args=[family.pk, "phone"]) not in text
    client.force_login(cadre)
    text = detail(client, family).content.decode()
    assert reverse("households:update", args=[family.pk]) in text
    assert reverse("households:reveal", args=[family.pk, "phone"]) in text
