"""Forty press the button of the re-check in the same moment."""

import pytest

from assessment import recheck
from assessment.models import RecheckRun
from core.jobs.models import Job
from core.refusals import Refused
from tests import factories
from tests.assessment import people
from tests.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 40


@pytest.fixture
def starts(county_officer, figures):
    """What each of forty starts gave or raised."""

    def start():
        return recheck.start_recheck(
            region_code=factories.COUNTY, on=people.ON, by=county_officer
        )

    return lambda: at_once([start] * MANY)


def test_forty_starts_of_a_recheck_make_one_run(starts):
    outcomes = starts()
    run = RecheckRun.objects.get()
    assert [one for one in outcomes if not isinstance(one, Refused)] == [run]
    assert all("复核还在进行" in str(one) for one in outcomes if one != run)
    assert Job.objects.filter(kind=recheck.KIND).count() == recheck.WORKERS


def test_control_without_the_lock_several_runs_would_start(starts, monkeypatch):
    monkeypatch.setattr(recheck, "advisory_lock", lambda name: None)
    starts()
    assert RecheckRun.objects.count() > 1
