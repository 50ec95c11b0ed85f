"""The API: one router; each app registers its own resources below."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from accounts.api import MeView, TokenViewSet
from villages.api import RegionViewSet, VillageViewSet

router = SimpleRouter()
router.register("tokens", TokenViewSet, basename="token")
router.register("regions", RegionViewSet, basename="region")
router.register("villages", VillageViewSet, basename="village")

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api-schema"), name="api-docs"),
    path("v1/me/", MeView.as_view(), name="api-me"),
    path("v1/", include((router.urls, "api"))),
]
