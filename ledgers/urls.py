from django.urls import path

from ledgers.views import files, ledgers

app_name = "ledgers"
urlpatterns = [
    path("", ledgers.ledger_list, name="list"),
    path("files/<uuid:pk>/", files.download, name="download"),
    path("<slug:slug>/", ledgers.ledger_detail, name="detail"),
    path("<slug:slug>/export/", ledgers.ledger_export, name="export"),
]
