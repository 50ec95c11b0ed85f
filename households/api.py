"""Households for other systems: the lists, the sheet and the verbs of the pages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import BadRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.generics import get_object_or_404
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from core.actors import Actor
from core.ids import uuid7
from core.scope import VILLAGE, level_of, valid_region_code
from core.web.api_paging import KeysetPages, page_size, refuse_cursors, refuse_unknown
from households import search, services
from households.filters import HouseholdFilter, MemberFilter
from households.listing import households_page
from households.models import Household, Member
from households.periods import Period, open_periods, period_named
from households.permissions import ADD, CHANGE, VIEW
from households.querysets import HouseholdQuerySet, MemberQuerySet
from households.search import Found
from households.serializers import (
    LONGEST_SEARCH,
    HouseholdRowSerializer,
    HouseholdSerializer,
    MemberSerializer,
    SearchSerializer,
)
from households.sheet.api import SheetSerializer, faults_of, posted
from households.sheet.form import SheetForm
from households.sheet.requested import sheet_over
from households.sheet.stored import StoredSheet
from households.sheet.values import HouseholdData


class HouseholdViewSet(GenericViewSet):
    """The households of one's regions: list, one family, hand in a sheet."""

    permissions = {
        "list": VIEW,
        "retrieve": VIEW,
        "search": VIEW,
        "create": ADD,
        "update": CHANGE,
    }
    serializer_class = HouseholdRowSerializer
    filter_backends: list = []
    pagination_class = KeysetPages

    def get_queryset(self) -> HouseholdQuerySet:
        return Household.objects.visible_to(self.request.user)

    @extend_schema(
        parameters=[
            OpenApiParameter(name, str)
            for name in (*HouseholdFilter.base_filters, "sort", "q")
        ],
        responses=HouseholdRowSerializer(many=True),
    )
    def list(self, request: Request) -> Response:
        """The list, with the filters and orders of the page.

        `q` is a name or a household number.
        """
        asked = request.query_params
        found = _found(
            request.user, asked.get("q", ""), asked.get("region", ""), in_address=True
        )
        return self._answer(request, found)

    @extend_schema(
        request=SearchSerializer, responses=HouseholdRowSerializer(many=True)
    )
    @action(detail=False, methods=["post"])
    def search(self, request: Request) -> Response:
        """Search by anything, also by personal numbers: `{"q": …, "region": …}`.

        They belong into the body, never into the address.
        """
        asked = SearchSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        return self._answer(
            request, _found(request.user, given["q"], given["region"], in_address=False)
        )

    def _answer(self, request: Request, found: Found | None) -> Response:
        asked = request.query_params
        refuse_unknown(request, (*HouseholdFilter.base_filters, "sort", "q"))
        listing = households_page(
            request.user,
            asked,
            found=found.households if found else None,
            size=page_size(request),
        )
        if listing.filters.form.errors:
            raise ValidationError(listing.filters.form.errors)
        if asked.get("sort", "") not in listing.sorts:
            raise ValidationError({"sort": [_("This order is not offered here.")]})
        refuse_cursors(request, listing.sorts[listing.sort].order)
        told = found.told(listing.page) if found else listing.page
        self.paginator.request, self.paginator.page = request, told
        answer = self.get_paginated_response(
            self.get_serializer(listing.page.rows, many=True).data
        )
        if found and found.reasons:
            answer.data["reasons"] = found.reasons
        return answer

    @extend_schema(responses=HouseholdSerializer)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """One family with its people and all periods."""
        household = get_object_or_404(self.get_queryset().for_detail(), pk=pk)
        return Response(HouseholdSerializer(household).data)

    @extend_schema(request=SheetSerializer, responses={201: HouseholdSerializer})
    def create(self, request: Request) -> Response:
        """Register a household; the same `id` sent twice gives the same household."""
        given, today = _given(request), timezone.localdate()
        sheet = SheetForm(
            period=_period(given),
            today=today,
            region_code=_village(given, request.user),
            sheet_id=given.get("id") or uuid7(),
            post=posted(given),
        )
        _refuse_invalid(sheet)
        made = services.register_household(
            form=sheet.data(request.user.name), by=request.user, on=today
        )
        return Response(self._read_again(made), status=201)

    @extend_schema(request=SheetSerializer, responses=HouseholdSerializer)
    def update(self, request: Request, pk: UUID) -> Response:
        """Hand in the sheet of a registered household.

        `version` is that of the household one has read.
        """
        household = get_object_or_404(self.get_queryset(), pk=pk)
        if not request.user.can(CHANGE, household.region_code):
            raise PermissionDenied
        given = _given(request)
        version, period = _version(given), _period(given)

        def fill(stored: StoredSheet) -> HouseholdData:
            sheet = sheet_over(stored, period, posted(given))
            _refuse_invalid(sheet)
            return sheet.data(request.user.name)

        written = services.update_household(
            household_id=household.pk,
            period=period.code,
            version=version,
            fill=fill,
            by=request.user,
            on=timezone.localdate(),
        )
        return Response(self._read_again(written))

    def _read_again(self, household: Household) -> dict[str, Any]:
        return HouseholdSerializer(
            self.get_queryset().for_detail().get(pk=household.pk)
        ).data


class MemberViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet):
    """The people of the households one sees."""

    permissions = {"list": VIEW, "retrieve": VIEW}
    serializer_class = MemberSerializer
    filterset_class = MemberFilter
    pagination_class = KeysetPages

    def get_queryset(self) -> MemberQuerySet:
        return Member.objects.visible_to(self.request.user)


def _given(request: Request) -> dict[str, Any]:
    serializer = SheetSerializer(data=request.data)
    serializer.is_valid(raise_exception=True)
    return serializer.validated_data


def _version(given: dict[str, Any]) -> int:
    if "version" not in given:
        raise ValidationError(
            {"version": [_("Give the version of the household you have read.")]}
        )
    return given["version"]


def _village(given: dict[str, Any], user: Actor) -> str:
    region = given.get("region_code", "")
    if not valid_region_code.regex.match(region) or level_of(region) != VILLAGE:
        raise ValidationError({"region_code": [_("Give the 12 digits of a village.")]})
    if not user.can(ADD, region):
        raise ValidationError({"region_code": [_("This village is not one of yours.")]})
    return region


def _period(given: dict[str, Any]) -> Period:
    period = period_named(given["period"])
    if period is None or period not in open_periods(timezone.localdate()):
        raise ValidationError({"period": [_("There is no such period.")]})
    return period


def _refuse_invalid(sheet: SheetForm) -> None:
    try:
        if not sheet.is_valid():
            raise ValidationError(faults_of(sheet))
    except BadRequest as error:
        raise ValidationError(
            {"members": [_("A row names a person who is not of this household.")]}
        ) from error


def _found(user: Actor, text: str, region: str, *, in_address: bool) -> Found | None:
    text = text.strip()[:LONGEST_SEARCH]
    if not text:
        return None
    if in_address and search.is_private(text):
        raise ValidationError({"q": [str(search.NOT_IN_ADDRESS)]})
    return search.find(user, text, region)
