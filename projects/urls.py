from django.urls import path, re_path

from projects.views import acceptances, beneficiaries, measures, panels, projects

app_name = "projects"
urlpatterns = [
    path("", projects.project_list, name="list"),
    path("new/", projects.project_create, name="create"),
    path(
        "household-options/", beneficiaries.household_options, name="household-options"
    ),
    path("<uuid:pk>/", projects.project_detail, name="detail"),
    path("<uuid:pk>/edit/", projects.project_update, name="update"),
    path("<uuid:pk>/submit/", projects.project_submit, name="submit"),
    path("<uuid:pk>/start/", projects.project_start, name="start"),
    path("<uuid:pk>/accept/", acceptances.project_accept, name="accept"),
    path("households/<uuid:pk>/panel/", panels.household_panel, name="household-panel"),
    path(
        "households/<uuid:pk>/measures/new/",
        measures.measure_create,
        name="measure-create",
    ),
    path(
        "measures/<uuid:pk>/confirm/",
        measures.measure_confirm,
        name="measure-confirm",
    ),
    path("cases/<uuid:pk>/panel/", panels.case_panel, name="case-panel"),
    re_path(
        r"^regions/(?P<code>\d{12})/panel/$", panels.village_panel, name="village-panel"
    ),
]
