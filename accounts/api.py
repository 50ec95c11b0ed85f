"""Who I am, for programs, and their tokens."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.authentication import SessionAuthentication
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from accounts import tokens
from accounts.models import ApiToken, Grant, User
from accounts.roles import permissions_of
from core.web.api_permissions import ANYONE


class GrantSerializer(serializers.ModelSerializer):
    """A role in a place, and what it allows."""

    permissions = serializers.SerializerMethodField()

    class Meta:
        model = Grant
        fields = ("role", "region_code", "valid_from", "valid_to", "permissions")

    def get_permissions(self, grant: Grant) -> list[str]:
        return sorted(permissions_of(grant.role))


class MeSerializer(serializers.ModelSerializer):
    grants = GrantSerializer(source="active_grants", many=True)

    class Meta:
        model = User
        fields = ("username", "name", "organisation", "language", "grants")


class TokenSerializer(serializers.ModelSerializer):
    """A token without its text: only the beginning is known to us."""

    class Meta:
        model = ApiToken
        fields = ["token_key", "name", "created", "expiry"]


class NewTokenSerializer(serializers.Serializer):
    name = serializers.CharField(max_length=60)


class TokenGivenSerializer(TokenSerializer):
    """The one answer that carries the text."""

    token = serializers.CharField(read_only=True)

    class Meta(TokenSerializer.Meta):
        fields = [*TokenSerializer.Meta.fields, "token"]


class MeView(GenericAPIView):
    """The account that asks, with its roles and places."""

    permissions = {"get": ANYONE}
    serializer_class = MeSerializer

    def get(self, request: Request) -> Response:
        return Response(self.get_serializer(request.user).data)


class TokenViewSet(GenericViewSet):
    """My tokens. Only a signed-in person makes one: a token cannot bear tokens."""

    permissions = {"list": ANYONE, "create": ANYONE, "destroy": ANYONE}
    authentication_classes = [SessionAuthentication]
    pagination_class = None
    serializer_class = TokenSerializer
    lookup_field = "token_key"
    queryset = ApiToken.objects.none()

    def get_queryset(self) -> Any:
        return ApiToken.objects.visible_to(self.request.user).alive()

    @extend_schema(responses=TokenSerializer(many=True))
    def list(self, request: Request) -> Response:
        return Response(TokenSerializer(self.get_queryset(), many=True).data)

    @extend_schema(request=NewTokenSerializer, responses={201: TokenGivenSerializer})
    def create(self, request: Request) -> Response:
        asked = NewTokenSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        token, text = tokens.create_token(
            by=request.user, name=asked.validated_data["name"]
        )
        return Response(
            {**TokenSerializer(token).data, "token": text},
            status=status.HTTP_201_CREATED,
        )

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, token_key: str) -> Response:
        tokens.revoke_token(token=self.get_object(), by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)
