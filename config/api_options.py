"""What the libraries of the API are told; `config.settings` hands it on to them."""

from datetime import timedelta
from typing import Any

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework.authentication.SessionAuthentication",
        "accounts.authentication.TokenAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["core.web.api_permissions.HasPermission"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [
        "config.rest.StrictJSONParser",
        "rest_framework.parsers.MultiPartParser",
    ],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "core.web.api_paging.KeysetPages",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": [
        "rest_framework.throttling.UserRateThrottle",
        "rest_framework.throttling.ScopedRateThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {
        "user": "600/min",
        "export": "60/hour",
    },
    "NUM_PROXIES": 0,  # `config.middleware.real_address` has put the address in place
    "EXCEPTION_HANDLER": "config.rest.exception_handler",
    "DATETIME_FORMAT": "%Y-%m-%dT%H:%M:%S%z",
    "COERCE_DECIMAL_TO_STRING": True,
}

TOKEN_MODEL = "accounts.ApiToken"
REST_KNOX: dict[str, Any] = {
    "TOKEN_MODEL": TOKEN_MODEL,
    "TOKEN_TTL": timedelta(days=90),
    "TOKEN_LIMIT_PER_USER": 10,
    "AUTO_REFRESH": False,
    "TOKEN_PREFIX": "lika_",
}

SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "立卡 Lika",
    "DESCRIPTION": (
        "Poverty-alleviation case management. / 扶贫工作管理系统接口。\n\n"
        "Sign in with `Authorization: Token …` (my account → tokens). Amounts are "
        "whole fen. Lists are read by the `next` and `previous` links. 400 names the "
        "fields that are wrong, 404 is what you may not see, 409 gives `reasons`, 429 "
        "says when to come back."
    ),
    "VERSION": "1",
    "SCHEMA_PATH_PREFIX": "/api/v1/",  # operations are grouped by what they are about
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    # Choices stay where they are used: many lists are called "kind" or "state".
    "POSTPROCESSING_HOOKS": [],
    "GET_MOCK_REQUEST": "config.rest.request_for_description",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
}
