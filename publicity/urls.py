from typing import Any

app_name = "publicity"
urlpatterns: list[Any] = []
