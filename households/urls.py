from django.urls import path, re_path

from households import views, views_form

UUID = r"(?P<pk>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"

app_name = "households"
urlpatterns = [
    # the sheet
    path("new/", views_form.household_create, name="create"),
    path("<uuid:pk>/edit/", views_form.household_update, name="update"),
    path("draft/", views_form.household_draft, name="draft"),
    path(
        "<uuid:pk>/draft/discard/",
        views_form.household_draft_discard,
        name="draft-discard",
    ),
    path("hints/", views_form.household_hints, name="hints"),
    # reading
    path("", views.household_list, name="list"),
    path("search/", views.household_search, name="search"),
    path("<uuid:pk>/", views.household_detail, name="detail"),
    path("<uuid:pk>/timeline/", views.household_timeline, name="timeline"),
    path("<uuid:pk>/history/", views.household_history, name="history"),
    path("<uuid:pk>/card/", views.household_card, name="card"),
    re_path(
        rf"^{UUID}/reveal/(?P<field>phone|bank_account)/$",
        views.household_reveal,
        name="reveal",
    ),
    path(
        "<uuid:pk>/members/<uuid:member_pk>/reveal/",
        views.member_reveal,
        name="member-reveal",
    ),
    re_path(
        r"^regions/(?P<code>\d{12})/panel/$", views.region_panel, name="region-panel"
    ),
    path("charts/", views.region_charts, name="charts"),
    re_path(
        r"^regions/(?P<code>\d{12})/charts/$", views.region_charts, name="region-charts"
    ),
]
