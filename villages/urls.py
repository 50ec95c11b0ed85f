from django.urls import path, re_path

from villages import views

CODE = r"(?P<code>\d{12})"

app_name = "villages"
urlpatterns = [
    path("", views.village_list, name="list"),
    path("search/", views.search, name="search"),
    path("regions/", views.region_list, name="region-list"),
    re_path(rf"^regions/{CODE}/$", views.region_detail, name="region-detail"),
    re_path(rf"^{CODE}/$", views.village_detail, name="detail"),
]
