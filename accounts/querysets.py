"""Which people, roles, sign-ins and tokens: the words that pages and services chain."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.contrib.auth.models import BaseUserManager
from django.contrib.sessions.base_session import BaseSessionManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from knox.models import AuthTokenManager

from accounts.permissions import VIEW_PEOPLE
from core.actors import Actor
from core.scope import ScopedQuerySet, ranges_q


class UserQuerySet(models.QuerySet):
    """People with an account."""

    def visible_to(self, user: Actor, permission: str = VIEW_PEOPLE) -> Self:
        """People who hold a grant inside the regions the user administers."""
        # The relation, not an import: models.py imports this module.
        grants = self.model.grants.rel.related_model.objects.filter(
            ranges_q("region_code", user.scope_ranges(permission))
        )
        return self.filter(pk__in=grants.values("user"))

    def in_use(self) -> Self:
        """Accounts that are not switched off."""
        return self.filter(is_active=True)

    def matching(self, text: str) -> Self:
        """By the beginning of the account, or any part of the name or organisation."""
        text = text.strip()
        return self.filter(
            Q(username__startswith=text.lower())
            | Q(name__contains=text)
            | Q(organisation__contains=text)
        )


class PersonManager(BaseUserManager):
    """Makes accounts; Django's own base knows how to sign in by name."""

    def create_user(
        self, username: str, name: str, password: str | None = None, **values: Any
    ) -> Any:
        """A person with an account and no grant yet."""
        user = self.model(username=username.strip().lower(), name=name, **values)
        user.set_password(password)
        user.save(using=self._db)
        return user


UserManager = PersonManager.from_queryset(UserQuerySet)


class GrantQuerySet(ScopedQuerySet):
    """Roles of people in places, scoped by the place of the role."""

    view_permission = VIEW_PEOPLE

    def in_force(self, on: dt.date) -> Self:
        """Begun and not over on that day; `valid_to` is the first day it no longer holds."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=on), valid_from__lte=on)

    def not_over(self, on: dt.date) -> Self:
        """In force, or to begin later."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=on))

    def with_people(self) -> Self:
        return self.select_related("user", "granted_by", "handed_over_from__user")


class FormerPasswordQuerySet(models.QuerySet):
    def newest(self, count: int) -> Self:
        return self.order_by("-id")[:count]


class SessionQuerySet(models.QuerySet):
    def visible_to(self, user: Actor) -> Self:
        """One's own sign-ins and nobody else's."""
        return self.filter(user=user)

    def alive(self) -> Self:
        return self.filter(expire_date__gt=Now())


SessionManager = BaseSessionManager.from_queryset(SessionQuerySet)


class ApiTokenQuerySet(models.QuerySet):
    def visible_to(self, user: Actor) -> Self:
        """One's own tokens and nobody else's."""
        return self.filter(user=user)

    def alive(self) -> Self:
        return self.filter(expiry__gt=Now())


ApiTokenManager = AuthTokenManager.from_queryset(ApiTokenQuerySet)
