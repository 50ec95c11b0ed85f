from django.urls import path

from ledgers import views

app_name = "ledgers"
urlpatterns = [
    path("", views.ledger_list, name="list"),
    path("files/<uuid:pk>/", views.download, name="download"),
    path("<slug:slug>/", views.ledger_detail, name="detail"),
    path("<slug:slug>/export/", views.ledger_export, name="export"),
]
