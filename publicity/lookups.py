"""Find the notice or objection of an address: 404 out of sight, 403 out of reach."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from publicity.models import Notice, Objection
from publicity.permissions import ANSWER_OBJECTION, PUBLISH_NOTICE, VIEW_OBJECTION


def visible_notice(request: HttpRequest, pk: Any) -> Notice:
    """A notice one may read."""
    notices = Notice.objects.visible_to(request.user).with_state()
    return get_object_or_404(notices, pk=pk)


def notice_to_change(request: HttpRequest, pk: Any) -> Notice:
    """A notice one may read and change; 403 where one may only read."""
    notice = visible_notice(request, pk)
    if not request.user.can(PUBLISH_NOTICE, notice.region_code):
        raise PermissionDenied
    return notice


def objection_to_answer(request: HttpRequest, pk: Any) -> Objection:
    """An objection one may read and answer; 403 where one may only read."""
    objections = Objection.objects.visible_to(request.user, VIEW_OBJECTION)
    objection = get_object_or_404(objections.for_list(), pk=pk)
    if not request.user.can(ANSWER_OBJECTION, objection.region_code):
        raise PermissionDenied
    return objection
