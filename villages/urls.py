from django.urls import path, re_path

from villages.views import regions, villages

CODE = r"(?P<code>\d{12})"

app_name = "villages"
urlpatterns = [
    path("", villages.village_list, name="list"),
    path("search/", regions.search, name="search"),
    path("regions/", regions.region_list, name="region-list"),
    re_path(rf"^regions/{CODE}/$", regions.region_detail, name="region-detail"),
    re_path(rf"^{CODE}/$", villages.village_detail, name="detail"),
]
