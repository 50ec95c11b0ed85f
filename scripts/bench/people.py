"""Who asks: people of the filled registry, made when a question first needs them."""

from __future__ import annotations

import datetime as dt

from django.test import Client

from accounts.models import Grant, User

SINCE = dt.date(2020, 1, 1)


def person(role: str, *places: str) -> User:
    """The person who holds the role in these places."""
    username = f"bench_{role}_{'_'.join(places)}"[:60]
    values = {"name": "测量", "password": "!", "must_change_password": False}
    user, made = User.objects.get_or_create(username=username, defaults=values)
    if made:
        for place in places:
            Grant.objects.create(
                user=user, role=role, region_code=place, valid_from=SINCE
            )
    return user


def signed_in(user: User) -> Client:
    """A browser in which this person has entered."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client
