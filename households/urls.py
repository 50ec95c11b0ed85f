from django.urls import path, re_path

from households.views import drafts, history, households, regions, reveals, sheets

UUID = r"(?P<pk>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"

app_name = "households"
urlpatterns = [
    # the sheet
    path("new/", sheets.household_create, name="create"),
    path("<uuid:pk>/edit/", sheets.household_update, name="update"),
    path("hints/", sheets.household_hints, name="hints"),
    path("number-check/", sheets.number_check, name="number-check"),
    path("draft/", drafts.household_draft, name="draft"),
    path(
        "<uuid:pk>/draft/discard/",
        drafts.household_draft_discard,
        name="draft-discard",
    ),
    # reading
    path("", households.household_list, name="list"),
    path("search/", households.household_search, name="search"),
    path("<uuid:pk>/", households.household_detail, name="detail"),
    path("<uuid:pk>/card/", households.household_card, name="card"),
    path("<uuid:pk>/timeline/", history.household_timeline, name="timeline"),
    path("<uuid:pk>/history/", history.household_history, name="history"),
    # personal numbers in full
    re_path(
        rf"^{UUID}/reveal/(?P<field>phone|bank_account)/$",
        reveals.household_reveal,
        name="reveal",
    ),
    path(
        "<uuid:pk>/members/<uuid:member_pk>/reveal/",
        reveals.member_reveal,
        name="member-reveal",
    ),
    # a place in figures
    re_path(
        r"^regions/(?P<code>\d{12})/panel/$", regions.region_panel, name="region-panel"
    ),
    path("charts/", regions.region_charts, name="charts"),
    re_path(
        r"^regions/(?P<code>\d{12})/charts/$",
        regions.region_charts,
        name="region-charts",
    ),
]
