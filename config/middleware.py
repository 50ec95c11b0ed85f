"""Middleware of the whole site: language, caller's address, permissions policy."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

GetResponse = Callable[[HttpRequest], HttpResponse]


def chosen_language(get_response: GetResponse) -> GetResponse:
    """Speak Chinese unless the person chose otherwise; the browser's own language is not asked.

    Office computers often run an English system while their users read Chinese.
    """
    known = dict(settings.LANGUAGES)

    def middleware(request: HttpRequest) -> HttpResponse:
        language = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        if language not in known:
            language = settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ["Cookie"])
        return response

    return middleware


def real_address(get_response: GetResponse) -> GetResponse:
    """Take the caller's address from our own proxy, so that lock-outs hit the right machine."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if settings.BEHIND_PROXY and (address := request.headers.get("X-Real-IP")):
            request.META["REMOTE_ADDR"] = address
        return get_response(request)

    return middleware


def permissions_policy(get_response: GetResponse) -> GetResponse:
    """Switch off what no page of ours uses; the camera stays for photographs of visits."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault(
            "Permissions-Policy",
            "camera=(self), geolocation=(self), microphone=(), payment=()",
        )
        return response

    return middleware
