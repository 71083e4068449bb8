from django.conf import settings
from django.urls import path

from . import me, notices, stars, views

app_name = "home"

urlpatterns = [
    path("mode/", views.mode, name="mode"),
    path("me/", me.me, name="me"),
    path("me/notices/read/", me.read_notices, name="read_notices"),
    path("me/notices/", notices.notices, name="notices"),
    path("me/organisation/", me.switch, name="switch"),
    path("stars/", stars.stars, name="stars"),
]

if settings.DEMO:
    from .demo.views import demo

    urlpatterns.append(path("demo/", demo, name="demo"))
