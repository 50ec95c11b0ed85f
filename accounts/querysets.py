from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.contrib.auth.models import BaseUserManager
from django.db import models
from django.db.models import Q

from core.scope import ScopedQuerySet, ranges_q


class UserQuerySet(models.QuerySet):
    def visible_to(self, user: Any, permission: str = "accounts.view_user") -> Self:
        """People who hold a grant inside the regions the user administers."""
        ranges = user.scope_ranges(permission)
        return self.filter(ranges_q("grants__region_code", ranges)).distinct()

    def in_use(self) -> Self:
        return self.filter(is_active=True)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def create_user(self, username: str, name: str, password: str | None = None, **values: Any) -> Any:
        """A person with an account and no grant yet."""
        user = self.model(username=username.strip().lower(), name=name, **values)
        user.set_password(password)
        user.save(using=self._db)
        return user


class GrantQuerySet(ScopedQuerySet):
    view_permission = "accounts.view_user"

    def in_force(self, on: dt.date) -> Self:
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=on), valid_from__lte=on)
