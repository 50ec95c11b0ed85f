"""The search of the list of people."""

from __future__ import annotations

import datetime as dt

from accounts.forms import SearchForm
from accounts.models import Grant
from accounts.querysets import UserQuerySet


def people_found(people: UserQuerySet, form: SearchForm, on: dt.date) -> UserQuerySet:
    """The people who meet the conditions; wrong conditions are left out."""
    wanted = form.cleaned_data if form.is_valid() else {}
    in_force = Grant.objects.in_force(on)
    if words := wanted.get("q"):
        people = people.matching(words)
    if role := wanted.get("role"):
        people = people.filter(pk__in=in_force.filter(role=role).values("user"))
    if wanted.get("state") == "in_use":
        people = people.in_use()
    elif wanted.get("state") == "off":
        people = people.filter(is_active=False)
    elif wanted.get("state") == "idle":
        people = people.exclude(pk__in=in_force.values("user"))
    return people
