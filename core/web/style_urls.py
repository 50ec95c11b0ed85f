from django.urls import path

from core.web import style_guide

urlpatterns = [
    path("", style_guide.style_guide, name="style"),
    path("form/", style_guide.style_form, name="style-form"),
    path("paper/", style_guide.style_paper, name="style-paper"),
    path("error/<slug:code>/", style_guide.style_error, name="style-error"),
]
