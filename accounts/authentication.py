"""Sign a program in by its token, as long as its owner could work on the pages."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.contrib.knox_auth_token import KnoxTokenScheme
from knox.auth import TokenAuthentication as KnoxTokenAuthentication
from rest_framework.exceptions import AuthenticationFailed

from accounts import passwords


class TokenAuthentication(KnoxTokenAuthentication):
    """A token opens nothing while its owner must first set a password of their own.

    See also `accounts.middleware`, the same for pages.
    """

    def authenticate_credentials(self, token: bytes) -> tuple[Any, Any]:
        if not token.isascii():
            # Knox decodes it unasked; what is not text is no token of ours.
            raise AuthenticationFailed(_("Invalid token."))
        user, auth = super().authenticate_credentials(token)
        if passwords.is_due(user, timezone.now()):
            raise AuthenticationFailed(_("Set a new password on the website first."))
        return user, auth


class TokenScheme(KnoxTokenScheme):
    """How the API description names it."""

    target_class = "accounts.authentication.TokenAuthentication"
    priority = 1
