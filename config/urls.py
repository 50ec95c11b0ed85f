"""The addresses of the site; each app keeps its own below its name."""

from importlib.util import find_spec

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from . import api, health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("language/", login_not_required(set_language), name="set_language"),  # also on the sign-in page
    path("api/", include(api)),
]
PREFIXES = {
    "core": "",
    "villages": "villages/",
    "accounts": "accounts/",
    "publicity": "publicity/",
    "ledgers": "ledgers/",
    "households": "households/",
    "projects": "projects/",
    "funds": "funds/",
    "assessment": "assessment/",
}
urlpatterns += [path(prefix, include(f"{app}.urls")) for app, prefix in PREFIXES.items() if find_spec(f"{app}.urls")]
if settings.DEBUG:
    urlpatterns.append(path("style/", include("core.style_urls")))
