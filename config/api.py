"""The API: one router; each app registers its own resources below."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from accounts.api import MeView, TokenViewSet
from assessment.api import ExitViewSet, RecheckViewSet
from funds.api import FundDocumentViewSet, PaymentBatchViewSet
from households.api import HouseholdViewSet, MemberViewSet
from ledgers.api import JobViewSet, LedgerViewSet
from projects.api import ProjectViewSet
from publicity.api import NoticeViewSet
from villages.api import RegionViewSet, VillageViewSet

router = SimpleRouter()
router.register("tokens", TokenViewSet, basename="token")
router.register("regions", RegionViewSet, basename="region")
router.register("notices", NoticeViewSet, basename="notice")
router.register("villages", VillageViewSet, basename="village")
router.register("households", HouseholdViewSet, basename="household")
router.register("members", MemberViewSet, basename="member")
router.register("exits", ExitViewSet, basename="exit")
router.register("rechecks", RecheckViewSet, basename="recheck")
router.register("projects", ProjectViewSet, basename="project")
router.register("fund-documents", FundDocumentViewSet, basename="fund-document")
router.register("payment-batches", PaymentBatchViewSet, basename="payment-batch")
router.register("ledgers", LedgerViewSet, basename="ledger")
router.register("jobs", JobViewSet, basename="job")

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path(
        "docs/",
        SpectacularSwaggerSplitView.as_view(url_name="api-schema"),
        name="api-docs",
    ),
    path("v1/me/", MeView.as_view(), name="api-me"),
    path("v1/", include((router.urls, "api"))),
]
