from django.http import HttpRequest, HttpResponse
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.chooser import ExternalLinkView


class ExternalLink(ExternalLinkView):
    """Wagtail's own fails on a form that lacks its field altogether."""

    def post(self, request: HttpRequest) -> HttpResponse:
        return super().post(request) if f"{self.form_prefix}-url" in request.POST else self.get(request)


choose_external_link = require_admin_access(ExternalLink.as_view())
