from django.urls import path

from households import views_form

app_name = "households"
urlpatterns = [
    # the sheet
    path("new/", views_form.household_create, name="create"),
    path("<uuid:pk>/edit/", views_form.household_update, name="update"),
    path("draft/", views_form.household_draft, name="draft"),
    path("<uuid:pk>/draft/discard/", views_form.household_draft_discard, name="draft-discard"),
    path("hints/", views_form.household_hints, name="hints"),
    # reading
]
