"""Ledgers for programs: order, wait, fetch; what one may not see is not there."""

from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest
from django.utils import timezone

from accounts.models import Grant
from accounts.tokens import create_token
from core.jobs import queue
from core.jobs.models import Job
from core.models import Attachment
from ledgers import declaration, export
from ledgers.api import JobSerializer
from ledgers.declaration import ledger_named
from tests import factories

pytestmark = pytest.mark.django_db
URL = "/api/v1/ledgers/"
ORDER = f"{URL}roster/exports/"


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def asks(client, cadre):
    """Ask for the roster of one's village as its cadre, changed by what is given."""
    client.force_login(cadre)

    def ask(url: str = ORDER, **changes):
        body = {"region_code": factories.VILLAGE} | changes
        return client.post(url, body, content_type="application/json")

    return ask


def test_a_person_sees_the_ledgers_of_his_permissions_with_their_columns(
    client, cadre, county_finance
):
    client.force_login(cadre)
    ledgers = {ledger["slug"]: ledger for ledger in client.get(URL).json()}
    assert "户主姓名" in [
        head for column in ledgers["roster"]["columns"] for head in column["head"]
    ]
    client.force_login(factories.person("helper", factories.VILLAGE))
    assert client.get(URL).status_code == 403


def test_an_order_becomes_a_job_and_the_job_a_file(client, asks, cadre):
    factories.household(by=cadre, members=[factories.member("张三")])
    factories.household(
        village=factories.SIBLING_VILLAGE, members=[factories.member("李四")]
    )
    answer = asks()
    assert answer.status_code == 202
    job = answer.json()
    assert (job["state"], job["download"]) == ("queued", "")
    queue.run(job["id"])
    job = client.get(f"/api/v1/jobs/{job['id']}/").json()
    assert (job["state"], job["done"], job["percent"]) == ("done", 1, 100)
    assert [one["id"] for one in client.get("/api/v1/jobs/").json()["results"]] == [
        job["id"]
    ]
    file = client.get(job["download"])
    book = openpyxl.load_workbook(BytesIO(b"".join(file.streaming_content)))
    texts = {cell.value for row in book.active.iter_rows() for cell in row}
    assert "张三" in texts
    assert "李四" not in texts


def test_a_program_with_a_token_only_comes_to_its_file(client, cadre):
    _token, text = create_token(by=cadre, name="x")
    bearing = {"HTTP_AUTHORIZATION": f"Token {text}"}
    factories.household(by=cadre, members=[factories.member("张三")])
    body = {"region_code": factories.VILLAGE}
    job = client.post(ORDER, body, content_type="application/json", **bearing).json()
    early = client.get(f"/api/v1/jobs/{job['id']}/file/", **bearing)
    assert (early.status_code, len(early.json()["reasons"])) == (409, 1)
    queue.run(job["id"])
    job = client.get(f"/api/v1/jobs/{job['id']}/", **bearing).json()
    file = client.get(job["download"], **bearing)
    assert file.status_code == 200
    assert file["Content-Disposition"].startswith("attachment;")
    book = openpyxl.load_workbook(BytesIO(b"".join(file.streaming_content)))
    assert "张三" in {cell.value for row in book.active.iter_rows() for cell in row}
    assert client.get(job["download"]).status_code in (401, 403)
    Grant.objects.filter(user=cadre).update(valid_to="2021-01-01")
    assert client.get(job["download"], **bearing).status_code == 403


def test_a_foreign_region_and_an_unknown_ledger_are_not_there(asks):
    assert asks(region_code=factories.SIBLING_VILLAGE).status_code == 404
    assert asks(region_code=factories.COUNTY).status_code == 404
    assert asks(f"{URL}nothing/exports/").status_code == 404
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"filters": {"colour": "red"}},
        {"filters": {"state": "rich"}},
        {"filters": []},
        {"region_code": "12"},
        {"region_code": None},
        {"approved_by": 1},
        {"full": "perhaps"},
    ],
    ids=str,
)
def test_what_is_not_understood_is_refused_by_name(asks, changes):
    answer = asks(**changes)
    assert answer.status_code == 400
    assert set(answer.json()) & {"filters", *changes}
    assert not Job.objects.exists()


def test_full_numbers_without_a_purpose_are_refused_with_the_reason(asks):
    answer = asks(full=True)
    assert answer.status_code == 409
    assert answer.json()["reasons"]
    assert not Job.objects.exists()


def test_a_right_taken_back_meanwhile_leaves_no_file(client, asks, cadre):
    job = asks().json()["id"]
    Grant.objects.filter(user=cadre).update(valid_to="2021-01-01")
    queue.run(job)
    assert Job.objects.get(pk=job).state == "denied"
    assert not Attachment.objects.exists()


def test_nobody_else_sees_the_job(client, asks, county_officer):
    job = asks().json()["id"]
    client.force_login(county_officer)
    assert client.get(f"/api/v1/jobs/{job}/").status_code == 404
    assert client.get("/api/v1/jobs/").json()["results"] == []


def test_orders_are_limited_in_number(asks, monkeypatch):
    monkeypatch.setattr(
        "rest_framework.throttling.ScopedRateThrottle.THROTTLE_RATES",
        {"export": "2/hour"},
    )
    assert [asks().status_code for _ in range(3)] == [202, 202, 429]
    assert int(asks()["Retry-After"]) > 0


@pytest.mark.parametrize(
    "kind", ["assessment.recheck", export.KIND, "publicity.something"]
)
@pytest.mark.parametrize("state", Job.State)
def test_only_a_finished_file_has_an_address(kind, state):
    job = Job(kind=kind, state=state, created_at=timezone.now())
    is_file = kind == export.KIND and state == Job.State.DONE
    address = f"/api/v1/jobs/{job.pk}/file/" if is_file else ""
    assert JobSerializer(job).data["download"] == address


def test_work_that_makes_no_file_has_none_to_fetch(client, cadre):
    client.force_login(cadre)
    job = Job.objects.create(
        kind="assessment.recheck",
        title="复核",
        owner=cadre,
        region_code=factories.VILLAGE,
        params={"ledger": "roster"},
    )
    assert client.get(f"/api/v1/jobs/{job.pk}/").status_code == 200
    assert client.get(f"/api/v1/jobs/{job.pk}/file/").status_code == 404


def test_a_condition_is_refused_under_its_name(asks):
    unknown = asks(filters={"colour": "red", "age": 1}).json()
    assert unknown == {"filters": ["age", "colour"]}
    wrong = asks(filters={"state": "rich"}).json()
    assert list(wrong["filters"]) == ["state"]


def test_a_ledger_without_conditions_takes_none(asks, monkeypatch):
    plain = replace(ledger_named("roster"), filter_form=None)
    monkeypatch.setitem(declaration._ledgers, "roster", plain)
    assert asks().status_code == 202
    assert Job.objects.get().params["filters"] == {}
