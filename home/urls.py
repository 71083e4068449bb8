from django.urls import path

from . import views

app_name = "home"

urlpatterns = [
    path("mode/", views.mode, name="mode"),
]
