from django.urls import path, register_converter

from publicity.views import notices, objections, public, waiting


class ReceiptConverter:
    """A receipt number as given out."""

    regex = "[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class SlugConverter(ReceiptConverter):
    """The random address of a notice."""

    regex = "[A-Za-z0-9_-]{22}"


register_converter(ReceiptConverter, "receipt")
register_converter(SlugConverter, "notice_slug")

app_name = "publicity"
urlpatterns = [
    path("", notices.notice_list, name="list"),
    path("waiting/", waiting.waiting_list, name="waiting"),
    path("publish/", waiting.notice_publish, name="publish"),
    path("<uuid:pk>/", notices.notice_detail, name="detail"),
    path("<uuid:pk>/print/", notices.notice_print, name="print"),
    path("<uuid:pk>/withdraw/", notices.notice_withdraw, name="withdraw"),
    path("<uuid:pk>/sheets/", notices.sheet_add, name="sheet-add"),
    path("<uuid:pk>/objections/", objections.objection_record, name="objection-record"),
    path(
        "objections/<uuid:pk>/answer/",
        objections.objection_answer,
        name="objection-answer",
    ),
    path(
        "objections/<uuid:pk>/objector/",
        objections.objection_reveal,
        name="objection-reveal",
    ),
    path("cases/<uuid:pk>/", notices.case_notices, name="case-notices"),
    path("public/", public.home, name="public-home"),
    path("public/place/<str:code>/", public.place, name="public-village"),
    path("public/notice/<notice_slug:slug>/", public.notice_page, name="public-notice"),
    path("public/objection/", public.objection_find, name="public-find"),
    path(
        "public/objection/<receipt:receipt>/",
        public.objection_page,
        name="public-objection",
    ),
]
