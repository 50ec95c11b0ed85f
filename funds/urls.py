from django.urls import path

from funds.views import allocations, batches, documents, entries, panels, payments

app_name = "funds"
urlpatterns = [
    path("documents/", documents.document_list, name="document-list"),
    path("documents/new/", documents.document_create, name="document-create"),
    path("documents/<uuid:pk>/", documents.document_detail, name="document-detail"),
    path(
        "documents/<uuid:pk>/confirm/",
        documents.document_confirm,
        name="document-confirm",
    ),
    path("documents/<uuid:pk>/drop/", documents.document_drop, name="document-drop"),
    path(
        "documents/<uuid:pk>/allocate/",
        allocations.allocation_create,
        name="allocation-create",
    ),
    path(
        "allocations/<uuid:pk>/confirm/",
        allocations.allocation_confirm,
        name="allocation-confirm",
    ),
    path(
        "allocations/<uuid:pk>/drop/",
        allocations.allocation_drop,
        name="allocation-drop",
    ),
    path("entries/<uuid:pk>/reverse/", entries.entry_reverse, name="entry-reverse"),
    path(
        "reversals/<uuid:pk>/confirm/",
        entries.reversal_confirm,
        name="reversal-confirm",
    ),
    path("reversals/<uuid:pk>/drop/", entries.reversal_drop, name="reversal-drop"),
    path("batches/", batches.batch_list, name="batch-list"),
    path("batches/<uuid:pk>/", batches.batch_detail, name="batch-detail"),
    path("batches/<uuid:pk>/approve/", batches.batch_approve, name="batch-approve"),
    path("batches/<uuid:pk>/release/", batches.batch_release, name="batch-release"),
    path("batches/<uuid:pk>/return/", batches.batch_return, name="batch-return"),
    path("payments/", payments.payment_list, name="payment-list"),
    path("projects/<uuid:pk>/panel/", panels.project_panel, name="project-panel"),
    path("projects/<uuid:pk>/batches/new/", batches.batch_create, name="batch-create"),
    path("households/<uuid:pk>/panel/", panels.household_panel, name="household-panel"),
]
