"""The addresses of the site and what it is measured against.

Two empty pages, in the site's frame and Django's own, and a list of plain DRF.
"""

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path
from rest_framework.generics import ListAPIView
from rest_framework.pagination import CursorPagination
from rest_framework.permissions import IsAuthenticated
from rest_framework.serializers import ModelSerializer

from config.urls import urlpatterns as site
from core.scope import ranges_q
from households.models import Household
from households.permissions import VIEW
from households.serializers import HouseholdRowSerializer
from scripts.bench.page import FRAME, PLAIN, PLAIN_API

IN_FRAME = engines["django"].from_string('{% extends "base.html" %}')
ALONE = engines["django"].from_string("<!doctype html><p>{{ user }}</p>")


def in_frame(request: HttpRequest) -> HttpResponse:
    return HttpResponse(IN_FRAME.render({}, request))


def alone(request: HttpRequest) -> HttpResponse:
    return HttpResponse(ALONE.render({}, request))


class PlainRowSerializer(ModelSerializer):
    class Meta(HouseholdRowSerializer.Meta):
        pass


class FirstFifty(CursorPagination):
    """DRF's own pages by a cursor: they count nothing."""

    page_size, ordering = 50, ("region_code", "id")


class PlainHouseholds(ListAPIView):
    """The same rows and columns in the way of DRF's tutorial."""

    serializer_class, pagination_class = PlainRowSerializer, FirstFifty
    permission_classes = [IsAuthenticated]

    def get_queryset(self):
        ranges = self.request.user.scope_ranges(VIEW)
        return Household.objects.filter(ranges_q("region_code", ranges))


urlpatterns = [
    *site,
    path(FRAME.lstrip("/"), in_frame),
    path(PLAIN.lstrip("/"), alone),
    path(PLAIN_API.lstrip("/"), PlainHouseholds.as_view()),
]
