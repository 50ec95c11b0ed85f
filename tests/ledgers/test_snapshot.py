"""A ledger file shows one moment: rows that come while it is written are left out."""

import openpyxl
import pytest
from django.core.management import call_command
from django.db import transaction

from core import attachments, codelists
from core.jobs import queue
from core.models import Attachment
from ledgers import export
from tests import factories
from tests.ledgers.orders import order_file
from tests.racing import Started

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _public_knowledge(transactional_db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    factories.plant_regions()
    call_command("load_codes", verbosity=0)
    yield
    codelists.forget()


@pytest.fixture
def job(monkeypatch):
    """An export of one family; while the worker writes, a second one is registered."""
    cadre = factories.person("village_cadre", factories.VILLAGE)
    factories.household(by=cadre)
    made = order_file("roster", cadre, factories.VILLAGE)
    honest = export.frame

    def meanwhile(*given):
        Started(lambda: factories.household(by=cadre)).result()
        return honest(*given)

    monkeypatch.setattr(export, "frame", meanwhile)
    return made


def counted(job) -> tuple[int, int]:
    """How many rows the total was made of, and how many stand in the file."""
    queue.run(str(job.pk))
    job.refresh_from_db()
    with attachments.open_file(Attachment.objects.get()) as stream:
        rows = openpyxl.load_workbook(stream).active.iter_rows(values_only=True)
        return job.total, sum(
            any(str(cell).startswith("H-") for cell in row) for row in rows
        )


def test_total_and_rows_are_of_one_moment(job):
    assert counted(job) == (1, 1)


def test_control_without_the_snapshot_there_would_be_a_row_more_than_the_total_says(
    job, monkeypatch
):
    monkeypatch.setattr(export, "_one_snapshot", lambda: transaction.get_connection())
    assert counted(job) == (1, 2)
