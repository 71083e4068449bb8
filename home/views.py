from django.http import HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from workflows.wishes.letters import MODES, keep_mode


@require_safe
def mode(request):
    """Remember the letter size (关怀版 or standard) and go back to the page one came from."""
    page = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(page, allowed_hosts=None):
        page = "/"
    chosen = request.GET.get("mode", "")
    return keep_mode(request, HttpResponseRedirect(page), chosen) if chosen in MODES else HttpResponseRedirect(page)
