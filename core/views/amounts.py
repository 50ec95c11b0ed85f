"""Read an amount back while one types it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

from core.forms.readers import Unreadable, read_yuan
from core.money import SCALE, YUAN
from core.web.formats import spelled

LONGEST = 60  # signs; beyond them it is no amount


@require_GET
def amount(request: HttpRequest) -> HttpResponse:
    """The typed amount in fen and in words; both empty for what is no amount."""
    unit = request.GET.get("unit", YUAN)
    text = request.GET.get("text", "")[:LONGEST]
    try:
        fen = read_yuan(text, unit if unit in SCALE else YUAN)
    except Unreadable:
        return JsonResponse({"fen": "", "words": ""})
    return JsonResponse({"fen": str(fen), "words": spelled(fen)})
