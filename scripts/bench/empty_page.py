"""The addresses of the site and two empty pages: in the site's frame, and Django's own."""

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from config.urls import urlpatterns as site
from scripts.bench.page import FRAME, PLAIN

IN_FRAME = engines["django"].from_string('{% extends "base.html" %}')
ALONE = engines["django"].from_string("<!doctype html><p>{{ user }}</p>")


def in_frame(request: HttpRequest) -> HttpResponse:
    return HttpResponse(IN_FRAME.render({}, request))


def alone(request: HttpRequest) -> HttpResponse:
    return HttpResponse(ALONE.render({}, request))


urlpatterns = [
    *site,
    path(FRAME.lstrip("/"), in_frame),
    path(PLAIN.lstrip("/"), alone),
]
