import datetime as dt

import pytest
from django.utils import timezone

from accounts.views.home import by_urgency
from core.web import key_figures, shortcuts, worklist
from core.web.key_figures import KeyFigure
from core.web.shortcuts import Shortcut
from core.web.worklist import WorkItem
from tests import factories
from tests.authz.rows import POSTS

TODAY = dt.date(2026, 11, 21)


def item(
    title: str, due_on: dt.date | None = None, since: dt.datetime | None = None
) -> WorkItem:
    return WorkItem(
        "退出", title, "等您审核", "/somewhere/", factories.VILLAGE, due_on, since
    )


@pytest.fixture
def offers(monkeypatch):
    """Providers of our own in place of those of the apps."""
    monkeypatch.setattr(worklist, "_providers", [])
    monkeypatch.setattr(key_figures, "_providers", [])
    monkeypatch.setattr(shortcuts, "_shortcuts", {})


@pytest.mark.django_db
def test_items_are_grouped_by_urgency():
    day = dt.timedelta(days=1)
    items = [
        item("a", TODAY - day),
        item("b", TODAY),
        item("c", TODAY + 3 * day),
        item("d", TODAY + 4 * day),
        item("e"),
    ]
    groups = by_urgency(items, TODAY)
    assert [[found.title for found, _place in group.items] for group in groups] == [
        ["a"],
        ["b", "c"],
        ["d"],
        ["e"],
    ]
    assert [group.tone for group in groups] == ["bad", "warn", "neutral", "neutral"]


@pytest.mark.django_db
def test_item_is_shown_with_reason_place_and_overdue_in_words(client, cadre, offers):
    late = timezone.localdate() - dt.timedelta(days=2)
    worklist.register(lambda user, today, limit: [item("王家户", late)])
    client.force_login(cadre)
    text = client.get("/").content.decode()
    assert all(
        words in text
        for words in (
            "王家户",
            "等您审核",
            "上村村委会",
            late.isoformat(),
            "work-bad",
            "2 天",
        )
    )


def test_nearest_deadline_comes_first_then_what_waited_longest(offers):
    now = timezone.now()
    given = [
        item("no date"),
        *(
            item(f"since {days}", since=now - dt.timedelta(days=days))
            for days in (2, 3, 1, 30)
        ),
        item("due later", TODAY + dt.timedelta(days=1), now),
        item("due", TODAY, now),
    ]
    worklist.register(lambda user, today, limit: given)
    titles = [found.title for found in worklist.items_for(None, TODAY)]
    assert titles == [
        "due",
        "due later",
        "since 30",
        "since 3",
        "since 2",
        "since 1",
        "no date",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("waiting", "words"), [(50, "有 50 件事等您办理"), (51, "有 50 多件事等您办理")]
)
def test_number_of_things_is_never_understated(client, cadre, offers, waiting, words):
    worklist.register(
        lambda user, today, limit: [item(f"{n}") for n in range(waiting)][:limit]
    )
    client.force_login(cadre)
    text = client.get("/").content.decode()
    assert words in text
    assert text.count("work-row") == 50


@pytest.mark.django_db
def test_empty_worklist_says_so(client, cadre, offers):
    client.force_login(cadre)
    assert "state-title" in client.get("/").content.decode()


@pytest.mark.django_db
def test_provider_is_asked_for_the_person_who_looks(client, cadre, offers):
    asked = []
    worklist.register(lambda user, today, limit: asked.append((user.pk, today)) or [])
    client.force_login(cadre)
    client.get("/")
    assert asked == [(cadre.pk, timezone.localdate())]


@pytest.mark.django_db
def test_figures_stand_in_their_order(client, cadre, offers):
    key_figures.register(
        lambda user, today: [
            KeyFigure("户数", "12", "/h/", order=20),
            KeyFigure("人数", "34", "/m/", order=10),
        ]
    )
    client.force_login(cadre)
    text = client.get("/").content.decode()
    assert text.index("人数") < text.index("户数")


@pytest.mark.django_db
def test_button_needs_its_permission(client, offers):
    shortcuts.register(
        Shortcut("新增人员", "accounts:person-create", "plus", "accounts.manage_user")
    )
    for role, shown in (("account_admin", True), ("village_cadre", False)):
        client.force_login(factories.person(role, POSTS[role]))
        assert ("新增人员" in client.get("/").content.decode()) is shown


@pytest.mark.django_db
@pytest.mark.parametrize("role", POSTS)
def test_home_opens_for_every_role(client, role):
    client.force_login(factories.person(role, POSTS[role]))
    assert client.get("/").status_code == 200


@pytest.mark.django_db
def test_home_opens_for_a_person_without_a_role(client):
    client.force_login(factories.person())
    assert client.get("/").status_code == 200


@pytest.mark.django_db
def test_home_takes_few_queries_however_many_items(
    client, cadre, offers, django_assert_num_queries
):
    worklist.register(
        lambda user, today, limit: [item(f"{n}", TODAY) for n in range(40)]
    )
    client.force_login(cadre)
    with django_assert_num_queries(
        5
    ):  # session, person, grants, places of the items, places of the grants
        client.get("/")
