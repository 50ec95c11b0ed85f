from django.urls import path, register_converter

from core import views
from core.models import CaseEvent


class ActionConverter:
    """Only deeds that exist are addresses."""

    regex = "|".join(CaseEvent.Action.values)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return str(value)


register_converter(ActionConverter, "action")
app_name = "core"
urlpatterns = [
    path("cases/<uuid:pk>/", views.case_detail, name="case"),
    path("cases/<uuid:pk>/<action:action>/", views.case_move, name="case-move"),
    path("cases/<uuid:pk>/print/", views.case_print, name="case-print"),
    path("attachments/<uuid:pk>/", views.attachment, name="attachment"),
    path("jobs/", views.job_list, name="job-list"),
    path("jobs/<uuid:pk>/", views.job, name="job"),
    path("jobs/<uuid:pk>/cancel/", views.job_cancel, name="job-cancel"),
    path("audit/", views.audit_list, name="audit"),
]
