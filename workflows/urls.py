from django.urls import include, path

urlpatterns = [
    path("wishes/", include("workflows.wishes.urls")),
]
