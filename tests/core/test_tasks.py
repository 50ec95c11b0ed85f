import datetime as dt

import pytest
from django.utils import timezone

from core import attachments, tasks
from core.ids import uuid7
from core.models import Draft
from tests import factories

pytestmark = pytest.mark.django_db


def draft_of(owner, *, days: int) -> Draft:
    made = Draft.objects.create(
        owner=owner, form_key="test", entity_id=uuid7(), payload_sealed="x"
    )
    Draft.objects.filter(pk=made.pk).update(
        updated_at=timezone.now() - dt.timedelta(days=days)
    )
    return made


def test_drafts_nobody_came_back_to_are_forgotten_and_the_others_kept(cadre):
    fresh, _old = (
        draft_of(cadre, days=tasks.DRAFT_DAYS - 1),
        draft_of(cadre, days=tasks.DRAFT_DAYS + 1),
    )
    tasks.prune()
    assert list(Draft.objects.all()) == [fresh]


def test_files_whose_time_is_over_are_removed_and_the_others_kept(
    cadre, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    kept, over = (
        attachments.keep(
            content=content,
            content_type="application/pdf",
            name="a.pdf",
            by=cadre,
            region_code=factories.VILLAGE,
            subject="test",
            purpose="test",
            permission="households.view_household",
            expires_at=timezone.now() + dt.timedelta(hours=hours),
        )
        for content, hours in ((b"kept", 1), (b"over", -1))
    )
    tasks.prune()
    with attachments.open_file(kept) as file:
        assert file.read() == b"kept"
    with pytest.raises(FileNotFoundError):
        attachments.open_file(over)


def test_the_tick_looks_for_jobs_nobody_holds(monkeypatch):
    swept = []
    monkeypatch.setattr("core.jobs.queue.sweep", lambda: swept.append(1))
    tasks.sweep()
    assert swept == [1]
