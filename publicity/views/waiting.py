"""Cases that wait for a notice, and the proposed sheet that is posted for them."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from core.web.answers import answer_form
from core.web.pages import page
from publicity import services
from publicity.forms import PublishForm
from publicity.models import Notice
from publicity.permissions import PUBLISH_NOTICE
from publicity.presenters import drafts as presenter
from publicity.waiting import WaitingGroup, group_asked, stopped_in, waiting_groups

TEMPLATE = "publicity/notice_publish.html"


@require_GET
@permission_required(PUBLISH_NOTICE, raise_exception=True)
def waiting_list(request: HttpRequest) -> HttpResponse:
    """Cases that wait for a notice, put together as one sheet holds them."""
    context = {"groups": waiting_groups(request.user)}
    return page(request, "publicity/waiting_list.html", context)


@require_http_methods(["GET", "POST"])
@permission_required(PUBLISH_NOTICE, raise_exception=True)
def notice_publish(request: HttpRequest) -> HttpResponse:
    """Look at the proposed sheet, untick, change the words, post it."""
    sent = request.POST if request.method == "POST" else None
    group = group_asked(request.user, request.GET)
    if group is None:
        # Somebody else may have posted it since: nothing was done, so no 200.
        status = 200 if sent is None else 409
        return page(request, TEMPLATE, {"group": None}, status=status)
    reasons, draft = presenter.drafted(group, request.user)
    form = PublishForm(sent, initial=presenter.words_of(draft))
    stopped = stopped_in(group)
    proposed = [str(case.pk) for case in group.cases if case.pk not in stopped]
    ticked = proposed if sent is None else sent.getlist("cases")
    context = presenter.publish_context(group, draft, ticked)
    return answer_form(
        request,
        TEMPLATE,
        form,
        lambda: _post(request, group, ticked, form.cleaned_data),
        context={**context, "reasons": reasons} if reasons else context,
        message=_("Posted. Now print the sheet, have it stamped and hang it up."),
    )


def _post(
    request: HttpRequest,
    group: WaitingGroup,
    ticked: list[str],
    words: dict[str, Any],
) -> Notice:
    """Post or announce the ticked cases of the group."""
    chosen = [case for case in group.cases if str(case.pk) in ticked]
    verb = services.announce_cases if group.is_announcement else services.publish_notice
    return verb(cases=chosen, by=request.user, today=timezone.localdate(), **words)
