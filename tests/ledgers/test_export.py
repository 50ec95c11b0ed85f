"""Exports as jobs: the worker and the download check the permissions again."""

import datetime as dt
import re

import openpyxl
import pytest
from django.urls import reverse

from accounts.models import Grant
from core import attachments
from core.audit.models import AuditEntry
from core.jobs import queue
from core.jobs.models import Job
from core.models import Attachment
from ledgers import export
from ledgers.declaration import ledger_named
from tests import factories
from tests.ledgers.orders import order_file
from tests.refusals import refused


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def roster():
    return ledger_named("roster")


@pytest.fixture
def families(db):
    """One household in each of three villages, each with a head whose name marks its place."""
    made = {}
    for village, name in (
        (factories.VILLAGE, "甲上村"),
        (factories.SIBLING_VILLAGE, "乙下村"),
        (factories.OTHER_COUNTY_VILLAGE, "丙外县"),
    ):
        head = factories.member(name=name, relation="01")
        made[village] = factories.household(village=village, members=(head,))
    return made


def _order(roster, by, region_code, **values):
    return order_file(roster.slug, by, region_code, **values)


def _run(job):
    queue.run(str(job.pk))
    job.refresh_from_db()
    return job


def _texts(job):
    kept = Attachment.objects.get(pk=job.result["attachment"])
    with attachments.open_file(kept) as stream:
        book = openpyxl.load_workbook(stream)
    return {
        str(cell.value)
        for row in book.active.iter_rows()
        for cell in row
        if cell.value is not None
    }


def test_the_file_holds_the_rows_of_the_place_and_no_others(
    roster, families, cadre, supervisor
):
    assert {"甲上村"} == {"甲上村", "乙下村", "丙外县"} & _texts(
        _run(_order(roster, cadre, factories.VILLAGE))
    )
    county = _run(_order(roster, supervisor, factories.COUNTY))
    assert {"甲上村", "乙下村"} == {"甲上村", "乙下村", "丙外县"} & _texts(county)
    assert (county.state, county.result["rows"]) == ("done", 2)


def test_a_foreign_region_is_refused_and_nothing_is_queued(roster, families, cadre):
    with refused("您没有导出这个地方这张台账的权限"):
        _order(roster, cadre, factories.SIBLING_VILLAGE)
    assert not Job.objects.exists()


def test_a_permission_ended_before_the_worker_comes_ends_the_job_without_a_file(
    roster, families, cadre
):
    job = _order(roster, cadre, factories.VILLAGE)
    Grant.objects.filter(user=cadre).update(valid_to=dt.date(2021, 1, 1))
    assert _run(job).state == "denied"
    assert not Attachment.objects.exists()


def test_a_permission_ended_before_the_download_closes_the_file(
    client, roster, families, cadre
):
    job = _run(_order(roster, cadre, factories.VILLAGE))
    factories.grant(cadre, "village_cadre", factories.SIBLING_VILLAGE)
    client.force_login(cadre)
    url = reverse("ledgers:download", args=[job.pk])
    first = client.get(url)
    assert first.status_code == 200
    assert b"".join(first.streaming_content)
    Grant.objects.filter(user=cadre, region_code=factories.VILLAGE).update(
        valid_to=dt.date(2021, 1, 1)
    )
    assert client.get(url).status_code == 409


def test_each_fetch_of_the_file_is_in_the_audit(client, roster, families, cadre):
    job = _run(_order(roster, cadre, factories.VILLAGE))
    client.force_login(cadre)
    for fetched in (1, 2):
        assert b"".join(
            client.get(reverse("ledgers:download", args=[job.pk])).streaming_content
        )
        entries = AuditEntry.objects.filter(verb="ledger.download", actor_id=cadre.pk)
        assert entries.count() == fetched
        assert {entry.target for entry in entries} == {
            f"core.attachment:{job.result['attachment']}"
        }


def test_nobody_else_fetches_the_file(client, roster, families, cadre, county_officer):
    job = _run(_order(roster, cadre, factories.VILLAGE))
    client.force_login(county_officer)
    assert client.get(reverse("ledgers:download", args=[job.pk])).status_code == 404
    assert (
        client.get(
            reverse("core:attachment", args=[job.result["attachment"]])
        ).status_code
        == 404
    )


def test_a_file_past_its_day_is_gone(roster, families, cadre):
    job = _run(_order(roster, cadre, factories.VILLAGE))
    Attachment.objects.update(expires_at="2020-01-01T00:00:00Z")
    with refused("24小时"):
        export.open_download(job=job, by=cadre)


def test_numbers_are_masked_unless_asked_for_with_right_and_purpose(
    roster, families, cadre, supervisor
):
    number = families[factories.VILLAGE].head_id_mask
    assert "*" in number
    assert number in _texts(_run(_order(roster, cadre, factories.VILLAGE)))
    with refused("隐去部分号码"):
        _order(roster, supervisor, factories.COUNTY, full=True, purpose="核对")
    with refused("用途"):
        _order(roster, cadre, factories.VILLAGE, full=True, purpose=" ")
    full = _texts(
        _run(_order(roster, cadre, factories.VILLAGE, full=True, purpose="上报花名册"))
    )
    assert number not in full
    assert any(
        text[:3] == number[:3] and text[-4:] == number[-4:] and len(text) == 18
        for text in full
    )
    assert (
        AuditEntry.objects.filter(verb="ledger.export", purpose="上报花名册").count()
        == 1
    )


def test_the_screen_shows_what_the_file_holds(client, roster, families, cadre):
    client.force_login(cadre)
    answer = client.get(
        reverse("ledgers:detail", args=["roster"]), {"region": factories.VILLAGE}
    )
    texts = _texts(_run(_order(roster, cadre, factories.VILLAGE)))
    shown = [
        text
        for row in answer.context["rows"]
        for column, text in row
        if text and column.kind == "text"
    ]
    assert shown
    assert set(shown) <= texts


def test_a_household_without_a_record_of_the_year_is_in_the_roster_with_blanks(
    roster, families, cadre
):
    job = _run(_order(roster, cadre, factories.VILLAGE, filters={"period": "2014"}))
    assert job.result["rows"] == 1


def test_a_condition_without_sense_makes_no_file(client, families, cadre):
    client.force_login(cadre)
    answer = client.post(
        reverse("ledgers:export", args=["roster"]),
        {"region": factories.VILLAGE, "period": "20x6"},
    )
    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()
    assert not Job.objects.exists()


def test_a_roster_of_a_year_holds_nobody_identified_after_it(roster, cadre):
    member = factories.member(name="丁后来", relation="01")
    factories.household(
        by=cadre, members=(member,), first_identified_on=dt.date(2020, 3, 1)
    )
    job = _run(_order(roster, cadre, factories.VILLAGE, filters={"period": "2019"}))
    assert job.result["rows"] == 0
    assert (
        _run(
            _order(roster, cadre, factories.VILLAGE, filters={"period": "2020"})
        ).result["rows"]
        == 1
    )


def test_numbers_of_rows_go_on_from_page_to_page(client, cadre, monkeypatch):
    monkeypatch.setattr("ledgers.listing.SIZE", 2)
    for _ in range(3):
        factories.household(by=cadre)
    client.force_login(cadre)
    address = reverse("ledgers:detail", args=["roster"])
    first = client.get(address).content.decode()
    link = re.search(r'rel="next" href="([^"]+)"', first).group(1).replace("&amp;", "&")
    second = client.get(address + link)
    assert [row[0][1] for row in second.context["rows"]] == ["3"]
    back = (
        re.search(r'rel="prev" href="([^"]+)"', second.content.decode())
        .group(1)
        .replace("&amp;", "&")
    )
    assert [row[0][1] for row in client.get(address + back).context["rows"]] == [
        "1",
        "2",
    ]


def test_a_file_that_is_gone_is_asked_for_anew_under_the_same_conditions(
    client, roster, families, cadre
):
    job = _run(
        _order(roster, cadre, factories.VILLAGE, filters={"state": "not_exited"})
    )
    client.force_login(cadre)
    shown = client.get(reverse("core:job", args=[job.pk])).content.decode()
    assert reverse("ledgers:download", args=[job.pk]) in shown
    Job.objects.update(result=job.result | {"until": "2020-01-01T00:00:00+00:00"})
    shown = client.get(reverse("core:job", args=[job.pk])).content.decode()
    assert reverse("ledgers:download", args=[job.pk]) not in shown
    page = client.get(job.params["page"])
    assert page.context["form"].data["state"] == "not_exited"
    assert job.params["page"].replace("&", "&amp;") in shown


def refused_order(client, **given):
    answer = client.post(
        reverse("ledgers:export", args=["roster"]),
        {"region": factories.VILLAGE, "state": "not_exited"} | given,
    )
    assert answer.status_code == 422
    return answer.content.decode()


def test_a_purpose_that_is_too_long_is_told_so_beside_its_box(client, families, cadre):
    client.force_login(cadre)
    page = refused_order(client, purpose="长" * 201)
    summary = page.split('role="alert"')[1].split("</ul>")[0]
    assert "200" in summary
    assert "用途" in summary
    assert not Job.objects.exists()


def test_links_of_a_refused_order_lead_to_the_ledger_under_its_conditions(
    client, families, cadre, monkeypatch
):
    monkeypatch.setattr("ledgers.listing.SIZE", 1)
    factories.household(by=cadre)
    client.force_login(cadre)
    page = refused_order(client, purpose="长" * 201)
    next_page = re.search(r'rel="next" href="([^"]+)"', page)[1]
    language = re.search(r'name="next" value="([^"]+)"', page)[1]
    for address in (next_page, language):
        shown = client.get(address.replace("&amp;", "&"))
        assert shown.status_code == 200
        assert shown.context["form"].data["state"] == "not_exited"
        assert shown.context["scope"].data["region"] == factories.VILLAGE
        assert "purpose" not in address
