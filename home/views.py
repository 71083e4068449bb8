from datetime import timedelta

from django.http import HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

MODES = {"standard", "elder"}


@require_safe
def mode(request):
    """Remember the letter size (关怀版 or standard) and go back to the page one came from."""
    page = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(page, allowed_hosts=None):
        page = "/"
    response = HttpResponseRedirect(page)
    if (chosen := request.GET.get("mode")) in MODES:
        response.set_cookie("mode", chosen, max_age=timedelta(days=365), samesite="Lax", secure=request.is_secure())
    return response
