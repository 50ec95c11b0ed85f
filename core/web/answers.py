"""Form → verb → answer: one way for every page that changes something.

GET shows the form (200). POST with a mistake shows it again (422); a refusal shows it
with its reasons (409, or what the refusal says); success redirects. No view catches
`Refused` itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from core.forms.amounts import Questions, questions_of
from core.forms.idempotency import SentOtherwise
from core.refusals import Refused
from core.web import kept
from core.web.pages import page, set_address

Context = Mapping[str, Any] | Callable[[], Mapping[str, Any]]


def answer_form(
    request: HttpRequest,
    template: str,
    form: Any,
    verb: Callable[[], Any],
    *,
    also: tuple[Any, ...] = (),
    context: Context | None = None,
    message: Any = "",
    level: int = messages.SUCCESS,
    to: Any = None,
    part: str = "",
    opened_at: str = "",
) -> HttpResponse:
    """Show the form, or run `verb` with what was typed and redirect to its result.

    `also` are formsets and forms judged together with `form`. `context` adds to
    `form` and `reasons`; as a function it is read only when the page is shown, after
    the verb; reasons it brings hold for a page that was not refused. `to` is where
    success leads (model, URL name, address); by default to what the verb returns, which
    may also be a whole response: a secret that is shown once cannot be redirected to.
    `message` is said there, as done unless `level` says otherwise. `part` as in `page`.
    `opened_at` is where the page is opened when its own address only takes a POST.
    """
    status = 200
    refused: dict[str, Any] = {}
    if kept.is_resumed(request):
        messages.info(request, _("This is what you had typed; it is not sent yet."))
    elif request.method == "POST":
        judged = (form, *also)
        result, status, reasons = _acted(judged, verb, request.POST)
        if not isinstance(result, Questions) and status == 200:
            return _led_on(request, result, message, level, to)
        refused = {"judged": judged} | ({"reasons": reasons} if reasons else {})
        refused |= {"asked": result} if isinstance(result, Questions) else {}
    if opened_at:
        set_address(request, opened_at)
    more = context() if callable(context) else context or {}
    shown = {"form": form, "reasons": [], **more, **refused}
    return page(request, template, shown, part=part, status=status)


def _acted(
    forms: tuple[Any, ...], verb: Callable[[], Any], sent: Mapping[str, Any]
) -> tuple[Any, int, list[str]]:
    """What the verb returned, the status of the answer, and why it was refused.

    Amounts that nobody has been shown yet come back as `Questions` instead.
    """
    # A list, not a generator: every form is judged, so that all mistakes are shown.
    judged = [one.is_valid() for one in forms]
    if not all(judged):
        return None, 422, []
    if questions := questions_of(forms, sent):
        return questions, 200, []
    try:
        return verb(), 200, []
    except Refused as refusal:
        if isinstance(refusal, SentOtherwise):
            forms[0].offer_to_amend()
        return None, refusal.status, refusal.reasons


def _led_on(
    request: HttpRequest, result: Any, message: Any, level: int, to: Any
) -> HttpResponse:
    """What follows a success: the verb's own answer, or the page it leads to."""
    kept.forget(request)
    if isinstance(result, HttpResponse):
        return result
    if message:
        messages.add_message(request, level, message)
    return redirect(to if to is not None else result)


def answer_reason(
    request: HttpRequest,
    form: Any,
    verb: Callable[[], Any],
    *,
    action: Mapping[str, Any],
    message: Any = "",
    to: Any = None,
) -> HttpResponse:
    """The page that asks for a reason or a confirmation and then acts (base_action.html).

    `action` names title, lead, facts, danger and back; success leads back by default.
    """
    return answer_form(
        request,
        "base_action.html",
        form,
        verb,
        context={"action": action},
        message=message,
        to=to if to is not None else action["back"],
    )
