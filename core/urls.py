from django.urls import path, register_converter

from core.cases.models import CaseEvent
from core.views import amounts, attachments, audit, cases, jobs, kept, uploads


class ActionConverter:
    """The actions on a case, so that no other word is an address."""

    regex = "|".join(CaseEvent.Action.values)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return str(value)


register_converter(ActionConverter, "action")
app_name = "core"
urlpatterns = [
    path("cases/<uuid:pk>/", cases.case_detail, name="case"),
    path("cases/<uuid:pk>/<action:action>/", cases.case_move, name="case-move"),
    path("cases/<uuid:pk>/print/", cases.case_print, name="case-print"),
    path("attachments/<uuid:pk>/", attachments.attachment, name="attachment"),
    path("uploads/", uploads.upload, name="upload"),
    path("uploads/<uuid:pk>/remove/", uploads.upload_remove, name="upload-remove"),
    path("kept/<uuid:pk>/", kept.kept_form, name="kept"),
    path("kept/<uuid:pk>/discard/", kept.kept_discard, name="kept-discard"),
    path("jobs/", jobs.job_list, name="job-list"),
    path("jobs/<uuid:pk>/", jobs.job, name="job"),
    path("jobs/<uuid:pk>/cancel/", jobs.job_cancel, name="job-cancel"),
    path("amounts/", amounts.amount, name="amount"),
    path("audit/", audit.audit_list, name="audit"),
]
