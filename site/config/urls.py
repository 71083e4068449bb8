from django.conf import settings
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from cms.desk.links import choose_external_link
from config.views import closed, healthz, to_desk_login, to_login

handler500 = "config.away.failed"

urlpatterns = [
    path("healthz", healthz),
    # Wagtail's own log-in forms would let people in without the second factor.
    path("admin/login/", to_desk_login),
    path("_util/login/", to_login),
    # Wagtail's account page asks for a first and a last name, which our people do not have.
    path("admin/account/", RedirectView.as_view(pattern_name="mfa_index")),
    # Wagtail asks the root of all pages for its parent, and fails.
    path("admin/pages/1/set_position/", closed),
    # Wagtail's page that fails on purpose, and the one that keeps which of its own news were read: it fails by mistake.
    path("admin/failwhale/", closed),
    path("admin/dismissibles/", closed),
    # Accounts have no mail address, and a lost password is renewed face to face: allauth's pages for both stay shut.
    re_path(r"^accounts/(?:email|confirm-email|password/reset|login/code)/", closed),
    path("admin/choose-external-link/", choose_external_link),
    path("accounts/", include("home.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    # Renditions only: originals, private photos and documents never leave by their file name.
    re_path(r"^media/(?P<path>images/.+)$", serve, {"document_root": settings.MEDIA_ROOT}),
    path("", include("home.urls")),
    path("", include("workflows.urls")),
    path("", include(wagtail_urls)),
]
