"""Make and revoke API tokens; the text of a token is returned once and kept nowhere."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _
from knox.settings import knox_settings

from accounts.models import ApiToken, User
from core import audit
from core.refusals import Refused


@transaction.atomic
def create_token(*, by: User, name: str) -> tuple[ApiToken, str]:
    """A token and its text, which is shown this one time."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    limit = knox_settings.TOKEN_LIMIT_PER_USER
    if ApiToken.objects.visible_to(by).alive().count() >= limit:
        raise Refused(
            _("You have %(count)d tokens; end one that is no longer used.")
            % {"count": limit}
        )
    token, text = ApiToken.objects.create(user=by, name=name)
    audit.record(
        by=by,
        verb="token.create",
        target=f"accounts.apitoken:{token.token_key}",
        after={"name": name},
    )
    return token, text


@transaction.atomic
def revoke_token(*, token: ApiToken, by: User) -> None:
    """End a token at once."""
    audit.record(
        by=by,
        verb="token.revoke",
        target=f"accounts.apitoken:{token.token_key}",
        before={"name": token.name},
    )
    token.delete()
