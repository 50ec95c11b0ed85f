from django.urls import path, register_converter

from publicity import public, views


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
    path("", views.notice_list, name="list"),
    path("waiting/", views.waiting_list, name="waiting"),
    path("publish/", views.notice_publish, name="publish"),
    path("<uuid:pk>/", views.notice_detail, name="detail"),
    path("<uuid:pk>/print/", views.notice_print, name="print"),
    path("<uuid:pk>/withdraw/", views.notice_withdraw, name="withdraw"),
    path("<uuid:pk>/sheets/", views.sheet_add, name="sheet-add"),
    path("<uuid:pk>/objections/", views.objection_record, name="objection-record"),
    path(
        "objections/<uuid:pk>/answer/", views.objection_answer, name="objection-answer"
    ),
    path(
        "objections/<uuid:pk>/objector/",
        views.objection_reveal,
        name="objection-reveal",
    ),
    path("cases/<uuid:pk>/", views.case_notices, name="case-notices"),
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
