"""The pages that show every component with made-up content; only routed when DEBUG."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.web import style_samples as samples


@login_not_required  # A developer's page with nothing real on it.
def style_guide(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "core/style_guide.html",
        {
            **samples.frame(),
            **samples.lists(),
            **samples.forms(),
            **samples.decisions(),
        },
    )


@login_not_required
def style_paper(request: HttpRequest) -> HttpResponse:
    """A notice on paper and on the public page."""
    public = request.GET.get("public")
    return render(
        request,
        "core/style/public.html" if public else "core/style/paper.html",
        samples.notice(),
    )


@login_not_required
def style_form(request: HttpRequest) -> HttpResponse:
    """A long form with rows, drafts and errors."""
    return render(
        request, "core/style/form.html", {**samples.frame(), **samples.forms()}
    )


@login_not_required
def style_error(request: HttpRequest, code: str) -> HttpResponse:
    reasons = [
        "公示还有 2 天才满 7 天，请在 11 月 24 日之后再办。",
        "还有 1 条异议没有办结，请先回复。",
    ]
    return render(request, f"{code}.html", {"reasons": reasons, "back": "/style/"})
