from django.urls import path

from funds import views, views_form

app_name = "funds"
urlpatterns = [
    path("documents/", views.document_list, name="document-list"),
    path("documents/new/", views_form.document_create, name="document-create"),
    path("documents/<uuid:pk>/", views.document_detail, name="document-detail"),
    path(
        "documents/<uuid:pk>/confirm/",
        views_form.document_confirm,
        name="document-confirm",
    ),
    path("documents/<uuid:pk>/drop/", views_form.document_drop, name="document-drop"),
    path(
        "documents/<uuid:pk>/allocate/",
        views_form.allocation_create,
        name="allocation-create",
    ),
    path(
        "allocations/<uuid:pk>/confirm/",
        views_form.allocation_confirm,
        name="allocation-confirm",
    ),
    path(
        "allocations/<uuid:pk>/drop/",
        views_form.allocation_drop,
        name="allocation-drop",
    ),
    path("entries/<uuid:pk>/reverse/", views_form.entry_reverse, name="entry-reverse"),
    path(
        "reversals/<uuid:pk>/confirm/",
        views_form.reversal_confirm,
        name="reversal-confirm",
    ),
    path("reversals/<uuid:pk>/drop/", views_form.reversal_drop, name="reversal-drop"),
    path("batches/", views.batch_list, name="batch-list"),
    path("batches/<uuid:pk>/", views.batch_detail, name="batch-detail"),
    path("batches/<uuid:pk>/approve/", views_form.batch_approve, name="batch-approve"),
    path("batches/<uuid:pk>/release/", views_form.batch_release, name="batch-release"),
    path("batches/<uuid:pk>/return/", views_form.batch_return, name="batch-return"),
    path("payments/", views.payment_list, name="payment-list"),
    path("projects/<uuid:pk>/panel/", views.project_panel, name="project-panel"),
    path(
        "projects/<uuid:pk>/batches/new/", views_form.batch_create, name="batch-create"
    ),
    path("households/<uuid:pk>/panel/", views.household_panel, name="household-panel"),
]
