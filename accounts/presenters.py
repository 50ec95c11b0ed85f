"""People as the pages show them: roles with their places, and what was changed."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.utils import timezone

from accounts.audit import ACTIONS_ON_PEOPLE
from accounts.models import Grant, User
from accounts.permissions import MANAGE_PEOPLE, VIEW_PEOPLE
from accounts.roles import role_named
from core.audit.models import AuditEntry
from villages.models import Region

MOST_CHANGES = 20


def posts_of(people: Collection[User], reader: User) -> dict[int, list[str]]:
    """Role and place of each person's roles in force that the reader may see, by key."""
    grants = (
        Grant.objects.visible_to(reader)
        .in_force(timezone.localdate())
        .filter(user__in=people)
    )
    names = Region.objects.names(grant.region_code for grant in grants)
    posts: dict[int, list[str]] = {}
    for grant in grants:
        words = f"{grant.get_role_display()} · {names.get(grant.region_code)}"
        posts.setdefault(grant.user_id, []).append(words)
    return posts


def person_context(person: User, reader: User) -> dict[str, Any]:
    """What the page of a person shows; roles of the reader's own area only."""
    grants = list(
        person.grants.visible_to(reader).with_people().order_by("-valid_from", "-pk")
    )
    names = Region.objects.names(grant.region_code for grant in grants)
    # Nobody changes their own roles; the services refuse it too.
    may_manage = reader.has_perm(MANAGE_PEOPLE) and person.pk != reader.pk
    return {
        "person": person,
        "grants": [
            _grant_row(grant, names, reader if may_manage else None) for grant in grants
        ],
        "may_manage": may_manage,
        "changes": _changes(person, reader),
    }


def _grant_row(
    grant: Grant, names: dict[str, str], manager: User | None
) -> tuple[Grant, str, str, bool]:
    """A role, its place, its state today, and whether `manager` may end it."""
    state = grant.state(timezone.localdate())
    may_end = (
        manager is not None
        and state != "ended"
        and manager.can(MANAGE_PEOPLE, grant.region_code)
    )
    return grant, names.get(grant.region_code, grant.region_code), state, may_end


def _changes(person: User, reader: User) -> list[dict[str, Any]]:
    """What was done to the account and its roles in the reader's area, the latest first."""
    entries = AuditEntry.objects.visible_to(reader, VIEW_PEOPLE).filter(
        target=f"accounts.user:{person.pk}", verb__in=ACTIONS_ON_PEOPLE
    )
    entries = list(entries.order_by("-id")[:MOST_CHANGES])
    names = Region.objects.names(entry.region_code for entry in entries)
    return [
        {
            "at": entry.at,
            "title": ACTIONS_ON_PEOPLE[entry.verb],
            "by": entry.actor_name,
            "place": names.get(entry.region_code, ""),
            "text": _role_and_purpose(entry),
        }
        for entry in entries
    ]


def _role_and_purpose(entry: AuditEntry) -> str:
    slug = (entry.after or entry.before).get("role", "")
    role = str(role_named(slug).name) if slug else ""
    return " · ".join(filter(None, (role, entry.purpose)))
