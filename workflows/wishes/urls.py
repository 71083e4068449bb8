from django.urls import path
from django.views.generic import TemplateView

app_name = "wishes"
view = TemplateView.as_view(template_name="base.html")
urlpatterns = [
    path("", view, name="wall"),
    path("new/", view, name="new"),
    path("<str:code>/", view, name="wish"),
    path("<str:code>/enter/", view, name="enter"),
]
