"""People, their roles in places, their former passwords, sign-ins and API tokens."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from importlib import import_module

import pgtrigger
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Case, F, Func, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from knox.models import AbstractAuthToken

from accounts.querysets import (
    ApiTokenManager,
    FormerPasswordQuerySet,
    GrantQuerySet,
    SessionManager,
    UserManager,
)
from accounts.roles import ROLES, permissions_of
from core.scope import VILLAGE, ScopedModel, contains, level_of, subtree
from villages.models import Region

# Asked at every request, where building the query took longer than answering it.
# See also `GrantQuerySet.in_force`.
IN_FORCE = (
    "SELECT * FROM accounts_grant WHERE user_id = %s AND valid_from <= %s"
    " AND (valid_to IS NULL OR valid_to > %s) ORDER BY region_code"
)


class User(AbstractBaseUser):
    """One natural person with an account; what they may do follows from grants alone."""

    username = models.CharField(_("account"), max_length=60, unique=True)
    name = models.CharField(_("full name"), max_length=50)
    organisation = models.CharField(_("organisation"), max_length=100, blank=True)
    phone = models.CharField(_("office telephone"), max_length=20, blank=True)
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, blank=True
    )
    is_active = models.BooleanField(_("in use"), default=True)
    must_change_password = models.BooleanField(default=True)
    password_changed_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(db_default=models.functions.Now())

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]
    # Django asks for these two; we have no admin site and no account above the rules.
    is_staff = False
    is_superuser = False

    objects = UserManager()

    class Meta:
        verbose_name = _("person")
        ordering = ("username",)
        permissions = [("manage_user", "Can give people accounts and roles")]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def active_grants(self) -> list[Grant]:
        """Grants in force today; read once per request, asked dozens of times."""
        if not self.is_active:
            return []
        on = timezone.localdate()
        return list(Grant.objects.raw(IN_FORCE, [self.pk, on, on]))

    def scope_ranges(
        self, permission: str | None = None
    ) -> tuple[tuple[str, str], ...]:
        """Half-open code ranges in which they hold `permission`, merged; None: any grant."""
        codes = {
            g.region_code
            for g in self.active_grants
            if permission is None or permission in permissions_of(g.role)
        }
        # Ranges that touch become one: a query then has as few conditions as possible.
        merged: list[tuple[str, str]] = []
        for lo, hi in sorted(subtree(code) for code in codes):
            if merged and lo <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(merged[-1][1], hi))
            else:
                merged.append((lo, hi))
        return tuple(merged)

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Whether any grant in force carries the permission; where, is a question for `can`."""
        return any(perm in permissions_of(grant.role) for grant in self.active_grants)

    def has_perms(self, perm_list: list[str], obj: object = None) -> bool:
        """Whether they hold all of the permissions; asked by Django's decorators."""
        return all(self.has_perm(perm) for perm in perm_list)

    def can(self, permission: str, region_code: str) -> bool:
        """Whether they hold the permission in that very place."""
        return any(lo <= region_code < hi for lo, hi in self.scope_ranges(permission))

    def holds(self, role: str, region_code: str) -> bool:
        """Whether the person has the role for a region that contains the place."""
        return any(
            g.role == role and contains(g.region_code, region_code)
            for g in self.active_grants
        )

    def roles(self) -> set[str]:
        """Slugs of the roles in force today, wherever they hold."""
        return {grant.role for grant in self.active_grants}

    @property
    def oversees(self) -> bool:
        """Whether the person's places are more than single villages."""
        return any(
            level_of(grant.region_code) < VILLAGE for grant in self.active_grants
        )

    def posts(self) -> list[str]:
        """Role and place of each grant in force, as words, the widest first."""
        grants = sorted(
            self.active_grants, key=lambda g: (subtree(g.region_code)[0], g.pk)
        )
        names = Region.objects.names(g.region_code for g in grants) if grants else {}
        return [
            f"{g.get_role_display()} · {names.get(g.region_code, g.region_code)}"
            for g in grants
        ]

    def frame_key(self) -> str:
        """Who they are and what posts they hold: the same key, the same top bar."""
        posts = (f"{grant.role} {grant.region_code}" for grant in self.active_grants)
        return f"{self.pk} {self.name} {' '.join(sorted(posts))}"

    @property
    def main_grant(self) -> Grant | None:
        """The grant shown beside the name: the widest."""
        return min(
            self.active_grants,
            key=lambda g: (subtree(g.region_code)[0], g.pk),
            default=None,
        )


class FormerPassword(models.Model):
    """The hash of an earlier password, so that a regular change is a change."""

    user = models.ForeignKey(User, models.CASCADE, related_name="former_passwords")
    password = models.CharField(max_length=128)
    ended_at = models.DateTimeField(db_default=models.functions.Now())

    objects = FormerPasswordQuerySet.as_manager()

    class Meta:
        verbose_name = _("former password")
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.user_id} {self.ended_at}"


# Three groups of roles that one person never mixes; see also `rules.ALONE`.
POWER = Case(
    When(role="account_admin", then=Value(1)),
    When(role="auditor", then=Value(2)),
    default=Value(3),
    output_field=models.IntegerField(),
)


class Grant(ScopedModel):
    """A role for a region and a period; ended, never deleted."""

    user = models.ForeignKey(User, models.PROTECT, related_name="grants")
    role = models.CharField(
        _("role"), max_length=40, choices=[(role.slug, role.name) for role in ROLES]
    )
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(
        _("until"),
        null=True,
        blank=True,
        help_text=_("First day on which it no longer holds."),
    )
    granted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    granted_at = models.DateTimeField(db_default=models.functions.Now())
    handed_over_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.CharField(_("reason or document"), max_length=200, blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("grant")
        ordering = ("user", "region_code")
        indexes = [models.Index(fields=["user", "valid_to"], name="grant_user")]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "region_code"],
                condition=Q(valid_to=None),
                name="grant_open_once",
                violation_error_message=_("This person already has this role there."),
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="grant_period_forward",
                violation_error_message=_("The last day must come after the first."),
            ),
            models.CheckConstraint(
                condition=~Q(granted_by=F("user")),
                name="grant_not_by_oneself",
                violation_error_message=_(
                    "You cannot give yourself a role; ask another account administrator."
                ),
            ),
            # Who gives out accounts does no other work; who audits does none that is
            # audited. The exclusion compares days, so that a change of office is possible.
            ExclusionConstraint(
                name="grant_powers_apart",
                violation_error_message=_(
                    "Account administrators and auditors hold no other role."
                ),
                expressions=[
                    ("user", "="),
                    (POWER, "<>"),
                    (Func(F("valid_from"), F("valid_to"), function="daterange"), "&&"),
                ],
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="no_delete", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="identity_fixed",
                operation=pgtrigger.UpdateOf(
                    "user_id", "role", "region_code", "valid_from"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.region_code}"

    def state(self, on: dt.date) -> str:
        """planned, active or ended."""
        if self.valid_to is not None and self.valid_to <= max(on, self.valid_from):
            return "ended"
        return "active" if self.valid_from <= on else "planned"


class Session(AbstractBaseSession):
    """One sign-in on one device; it can be listed, expires when idle, and can be ended."""

    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="sessions")
    started_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    address = models.CharField(max_length=45, blank=True)
    device = models.CharField(max_length=200, blank=True)

    objects = SessionManager()

    class Meta:
        verbose_name = _("sign-in")
        indexes = [models.Index(fields=["user", "started_at"], name="session_user")]

    @classmethod
    def get_session_store_class(cls) -> type:
        """The store of the setting, as Django finds it: the store imports this model."""
        return import_module(settings.SESSION_ENGINE).SessionStore


class EndedSession(models.Model):
    """A sign-in that was ended by another one, so that its browser can be told why."""

    class Because(models.TextChoices):
        LIMIT = "limit", _("signed in on another device")
        ALL = "all", _("all other sign-ins were ended")
        ACCESS = "access", _("the password or the account was changed")

    session_key = models.CharField(max_length=40, primary_key=True)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    because = models.CharField(max_length=10, choices=Because)
    ended_at = models.DateTimeField(db_default=models.functions.Now())

    def __str__(self) -> str:
        return f"{self.user_id} {self.because}"


class ApiToken(AbstractAuthToken):
    """A token for a program; only its hash is kept, and it expires."""

    name = models.CharField(_("what it is for"), max_length=60)

    objects = ApiTokenManager()

    class Meta:
        verbose_name = _("API token")
        ordering = ("-created",)
