"""The project library for programs: read only."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.viewsets import GenericViewSet

from core.web.api_paging import KeysetPages
from projects import permissions
from projects.filters import ProjectFilter
from projects.models import Project


class ProjectSerializer(serializers.ModelSerializer):
    """A project as programs read it; amounts in fen."""

    class Meta:
        model = Project
        fields = [
            "id",
            "number",
            "region_code",
            "name",
            "category_1",
            "category_2",
            "category_3",
            "nature",
            "content",
            "site",
            "planned_from",
            "planned_to",
            "plan_year",
            "responsible_unit",
            "budget_fen",
            "budget_special_fen",
            "budget_fiscal_fen",
            "budget_bond_fen",
            "budget_other_fen",
            "standard_fen",
            "standard_unit",
            "benefit_linkage",
            "performance_target",
            "state",
            "in_library_on",
        ]


class ProjectViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet):
    """The project library of one's regions; amounts in fen."""

    permissions = {"list": permissions.VIEW, "retrieve": permissions.VIEW}
    serializer_class = ProjectSerializer
    filterset_class = ProjectFilter
    pagination_class = KeysetPages

    def get_queryset(self) -> Any:
        return Project.objects.visible_to(self.request.user)
