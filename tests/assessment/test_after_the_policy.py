"""After a policy's last day all can be read and nothing is judged until a new one."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from assessment import services
from assessment.criteria import period_of
from assessment.models import RecheckItem, RecheckRun
from assessment.recheck import KIND
from assessment.tasks import nightly_recheck
from core.jobs import queue
from core.jobs.models import Job
from households.models import Household
from tests import factories
from tests.assessment import people
from tests.assessment.conftest import POLICIES
from tests.database import triggers_off
from tests.ledgers.orders import order_file
from tests.refusals import refused

pytestmark = pytest.mark.usefixtures("figures")


@pytest.fixture
def profiles(tmp_path, settings):
    """Put profiles in force: `name=(first day, last day)`."""

    def put(**periods):
        folder = tmp_path / "-".join(periods)
        folder.mkdir()
        text = (POLICIES / "qinghe.toml").read_text(encoding="utf-8")
        for name, (first, last) in periods.items():
            own = text.replace('name = "qinghe"', f'name = "{name}"')
            own = own.replace("from = 2015-01-01", f"from = {first}").replace(
                "to = 2035-12-31", f"to = {last}"
            )
            (folder / f"{name}.toml").write_text(own, encoding="utf-8")
        settings.POLICY_DIR = folder

    return put


CAMPAIGN, SUCCESSOR = ("2015-01-01", "2020-12-31"), ("2021-01-01", "2099-12-31")


@pytest.fixture
def exited(cadre):
    """A household that left the register in the campaign and whose water is no longer safe."""
    household = people.poor_household(
        cadre, period=period_of(timezone.localdate()), water_safe=False
    )
    with triggers_off("households_household"):
        Household.objects.filter(pk=household.pk).update(
            state="exited_with_policy", exited_on=people.ON
        )
    return household


def night():
    nightly_recheck()
    for job in Job.objects.filter(kind=KIND, state=Job.State.QUEUED):
        queue.run(str(job.pk))


@pytest.mark.capability("S204")
def test_after_the_last_day_all_is_read_and_nothing_is_judged(
    client, profiles, cadre, exited
):
    people.poor_household(cadre, period=period_of(timezone.localdate()))
    profiles(campaign=CAMPAIGN)
    night()
    assert not RecheckRun.objects.exists()
    assert not RecheckItem.objects.exists()
    with refused("没有生效的政策"):
        services.propose_exit(household_id=exited.pk, by=cadre, on=timezone.localdate())
    client.force_login(cadre)
    assert exited.head_name in client.get(reverse("households:list")).content.decode()
    for name in ("detail", "history", "card"):
        address = reverse(f"households:{name}", args=[exited.pk])
        assert client.get(address).status_code == 200


@pytest.mark.capability("S204")
def test_after_the_last_day_the_roster_is_exported(
    profiles, cadre, supervisor, exited, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    people.poor_household(cadre, period=period_of(timezone.localdate()))
    profiles(campaign=CAMPAIGN)
    job = order_file("roster", supervisor, factories.COUNTY, on=timezone.localdate())
    queue.run(str(job.pk))
    job.refresh_from_db()
    assert (job.state, job.result["rows"]) == (Job.State.DONE, 2)


@pytest.mark.capability("S204")
def test_a_successor_goes_on_watching_those_who_left(profiles, exited):
    profiles(campaign=CAMPAIGN, revitalisation=SUCCESSOR)
    night()
    assert RecheckRun.objects.get().policy_name == "revitalisation"
    item = RecheckItem.objects.get()
    assert (item.kind, item.household_id) == (
        RecheckItem.Kind.POSSIBLE_RETURN,
        exited.pk,
    )
