"""The addresses of the site and one more: a page with nothing on it but the base template."""

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from config.urls import urlpatterns as site
from scripts.bench.page import ADDRESS

EMPTY = engines["django"].from_string('{% extends "base.html" %}')


def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse(EMPTY.render({}, request))


urlpatterns = [*site, path(ADDRESS.lstrip("/"), empty)]
