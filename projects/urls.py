from django.urls import path, re_path

from projects import views, views_form

app_name = "projects"
urlpatterns = [
    path("", views.project_list, name="list"),
    path("new/", views_form.project_create, name="create"),
    path("household-options/", views.household_options, name="household-options"),
    path("<uuid:pk>/", views.project_detail, name="detail"),
    path("<uuid:pk>/edit/", views_form.project_update, name="update"),
    path("<uuid:pk>/submit/", views_form.project_submit, name="submit"),
    path("<uuid:pk>/start/", views_form.project_start, name="start"),
    path("<uuid:pk>/accept/", views_form.project_accept, name="accept"),
    path("households/<uuid:pk>/panel/", views.household_panel, name="household-panel"),
    path(
        "households/<uuid:pk>/measures/new/",
        views_form.measure_create,
        name="measure-create",
    ),
    path(
        "measures/<uuid:pk>/confirm/",
        views_form.measure_confirm,
        name="measure-confirm",
    ),
    path("cases/<uuid:pk>/panel/", views.case_panel, name="case-panel"),
    re_path(
        r"^regions/(?P<code>\d{12})/panel/$", views.village_panel, name="village-panel"
    ),
]
