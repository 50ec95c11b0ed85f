"""The demonstration county is consistent in time, and has a case at every step."""

import datetime as dt

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.models import F, Q
from django.utils import timezone

from assessment.services import HOUSEHOLD_EXIT
from config import roles
from config.demo.clock import FUNCTIONS, simulated_clock
from config.demo.families import CAUSES, ILL, make_family
from config.demo.identities import ID_PREFIX
from config.demo.years import household_year
from core.audit.models import AuditEntry
from core.cases.models import Case, CaseEvent
from funds.models import PaymentBatch
from households.models import Household, HouseholdPeriod
from households.sheet import derive
from projects.models import Acceptance, Measure, Project
from publicity.drafts import Draft
from publicity.models import Notice, Objection
from tests.database import as_owner

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("county")]


def _long(day):
    return f"{day.year}年{day.month}月{day.day}日"


def test_a_notice_says_the_days_on_which_it_hung_and_its_check_code_holds():
    notices = list(Notice.objects.all())
    assert len(notices) > 10
    for notice in notices:
        # The day of posting is not counted: the period begins on the day after.
        begins = timezone.localdate(notice.starts_at) + dt.timedelta(days=1)
        if notice.takes_objections:
            assert _long(begins) in notice.text, notice.text
            assert _long(notice.last_day) in notice.text, notice.text
        assert Draft.of(notice).sha256 == notice.rows_sha256


def test_nothing_of_the_demonstration_happens_in_the_future():
    now = timezone.now()
    late = []
    for model in apps.get_models():
        if (
            model._meta.app_label in ("sessions", "axes", "django_celery_beat")
            or not model._meta.managed
        ):
            continue
        for field in model._meta.concrete_fields:
            if (
                isinstance(field, models.DateTimeField)
                and field.name.endswith("_at")
                and "end" not in field.name
            ):
                count = model._default_manager.filter(
                    **{f"{field.name}__gt": now}
                ).count()
                late += (
                    [f"{model.__name__}.{field.name}"]
                    if count and field.name != "expires_at"
                    else []
                )
    assert late == []


def test_what_follows_is_later_than_what_went_before():
    for case in Case.objects.prefetch_related("events"):
        times = [
            case.opened_at,
            *(
                event.at
                for event in sorted(case.events.all(), key=lambda event: event.seq)
            ),
        ]
        assert times == sorted(times), case.number
    assert not CaseEvent.objects.filter(at__lt=F("case__opened_at")).exists()
    assert not Acceptance.objects.filter(
        accepted_on__lt=F("project__started_on")
    ).exists()
    assert not Project.objects.filter(started_on__lt=F("in_library_on")).exists()
    assert not Project.objects.filter(in_library_on__lt=F("declared_on")).exists()
    assert not Measure.objects.filter(confirmed_on__lt=F("happened_on")).exists()
    assert not PaymentBatch.objects.filter(
        Q(approved_at__lt=F("made_at"))
        | Q(released_at__lt=F("approved_at"))
        | Q(returned_at__lt=F("made_at"))
    ).exists()
    audited = list(AuditEntry.objects.order_by("pk").values_list("at", flat=True))
    assert audited == sorted(audited)


def test_the_derived_columns_are_what_the_registry_derives():
    ids = list(Household.objects.values_list("pk", flat=True))
    periods = set(HouseholdPeriod.objects.values_list("period", flat=True))
    assert {derive.refresh(ids, period) for period in periods} == {0}


def test_every_step_has_a_case_and_every_end_too():
    states = set(Case.objects.of_kind(HOUSEHOLD_EXIT).values_list("state", flat=True))
    steps = {step["key"] for step in Case.objects.of_kind(HOUSEHOLD_EXIT).first().steps}
    assert states == steps | set(Case.OUTCOMES)
    assert set(CaseEvent.objects.values_list("action", flat=True)) == set(
        CaseEvent.Action.values
    )
    assert set(Objection.objects.values_list("state", flat=True)) == set(
        Objection.State.values
    )
    assert set(PaymentBatch.objects.values_list("state", flat=True)) == set(
        PaymentBatch.State.values
    )
    assert set(Project.objects.values_list("state", flat=True)) >= {
        "draft",
        "declared",
        "in_library",
        "funded",
        "under_way",
        "accepted",
    }


def test_deadlines_are_over_near_and_far():
    today = timezone.localdate()
    due = set(
        Case.objects.still_open()
        .exclude(step_due_on=None)
        .values_list("step_due_on", flat=True)
    )
    assert any(day < today for day in due)
    assert any(today <= day <= today + dt.timedelta(days=3) for day in due)
    assert any(day > today + dt.timedelta(days=3) for day in due)


def test_the_numbers_of_its_people_are_issued_to_nobody():
    masks = set(
        Household.objects.exclude(head_id_mask="").values_list(
            "head_id_mask", flat=True
        )
    )
    assert masks
    assert all(mask.startswith(ID_PREFIX[:3]) for mask in masks)
    assert ID_PREFIX.endswith("0000")


def test_the_simulated_clock_leaves_nothing_behind(settings):
    settings.DEMO = True
    with as_owner():
        roles.grant_tables()
    day = dt.date(2020, 5, 1)
    with simulated_clock(day) as clock:
        clock.set(timezone.make_aware(dt.datetime.combine(day, dt.time(9))))
        assert timezone.localdate() == day
        assert _database_days() == {day}
    assert timezone.localdate() > day
    assert day not in _database_days()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_namespace WHERE nspname = 'demo_clock'")
        assert cursor.fetchone() == (0,)


def test_the_clock_is_turned_in_a_demonstration_only(settings):
    settings.DEMO = False
    with pytest.raises(RuntimeError), simulated_clock(dt.date(2020, 5, 1)):
        pass


def test_the_families_are_the_same_every_time():
    from random import Random

    def made():
        random = Random(5)
        return [make_family(random, 2026) for _ in range(50)]

    assert made() == made()


def test_the_families_are_such_as_a_county_has():
    from random import Random

    random = Random(7)
    families = [make_family(random, 2026) for _ in range(3000)]
    people = [person for family in families for person in family.people]
    assert {family.cause for family in families} == set(CAUSES)
    ill = [family for family in families if family.cause == ILL]
    assert 0.3 < len(ill) / len(families) < 0.5
    gravely = [f for f in ill if any(person.seriously for person in f.people)]
    assert 0.3 < len(gravely) / len(ill) < 0.6
    assert {person.relation for person in people} >= {"05", "07", "08", "11", "12"}
    poor = [f for f in families if f.state in ("not_exited", "returned")]
    assert 0.1 < len(poor) / len(families) < 0.17
    amounts = [
        amount
        for family in families[:50]
        for name, amount in household_year(random, family, 2026).items()
        if name.endswith("_fen") and amount
    ]
    assert all(amount % 100 == 0 for amount in amounts)
    assert sum(amount % 1_000 == 0 for amount in amounts) < len(amounts) / 2


def _database_days():
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(f'{name}()' for name in FUNCTIONS)}")
        return {timezone.localdate(moment) for moment in cursor.fetchone()}
