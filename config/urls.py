"""The addresses of the site; each app keeps its own below its name."""

from importlib.util import find_spec

from django.conf import settings
from django.urls import include, path

from accounts.views.home import home
from accounts.views.profile import set_language

from . import api, health

handler400 = "core.web.errors.bad_request"
handler500 = "core.web.errors.failed"
urlpatterns = [
    path("", home, name="home"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("language/", set_language, name="set_language"),
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
urlpatterns += [
    path(prefix, include(f"{app}.urls"))
    for app, prefix in PREFIXES.items()
    if find_spec(f"{app}.urls")
]
if settings.DEBUG:
    urlpatterns.append(path("style/", include("core.web.style_urls")))
