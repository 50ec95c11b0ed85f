"""Files of a form that is being filled in: sent one by one, and taken back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from core.forms.files import FileField, files_of
from core.forms.models import PendingFile


class UploadForm(forms.Form):
    """One file."""

    file = FileField()


@never_cache
@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Keep one file for its form: 201 with its id, 422 with the sentence why not."""
    form = UploadForm(request.POST, request.FILES)
    files_of(form, request.user)
    if not form.is_valid():
        reasons = [str(words) for words in form.errors["file"]]
        return JsonResponse({"reasons": reasons}, status=422)
    kept = form.cleaned_data["file"]
    answer = {"id": str(kept.pk), "name": kept.name, "size": kept.size}
    return JsonResponse(answer, status=201)


@require_POST
def upload_remove(request: HttpRequest, pk: Any) -> HttpResponse:
    """Take a file back before its form is done."""
    get_object_or_404(PendingFile, pk=pk, owner=request.user).delete()
    return HttpResponse(status=204)
