"""What the editors' own pages of the desk share."""

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.views import View
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from cms.models import ColumnPage
from cms.rights import publishes
from community.people.models import Level


class EditorsPage(WagtailAdminTemplateMixin, View):
    """One clock; who does not publish finds no such page."""

    def dispatch(self, request, *args, **kwargs):
        if not publishes(request.user):
            raise Http404
        self.at = timezone.now()
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        return [
            {"label": "工作台", "url": reverse("wagtailadmin_home")},
            {"label": self.get_page_title(), "url": ""},
        ]

    def answer(self, status=200, **context):
        return self.render_to_response(self.get_context_data(**context), status=status)


def writable_columns():
    return ColumnPage.objects.live().order_by("path")


def places_for(regions):
    """For a select: no grids; where nothing is chosen it is the district."""
    return regions.filter(level__in=[Level.STREET, Level.COMMUNITY])


def chosen(rows, sent):
    """The row with the number that was sent; None for whatever else was."""
    return rows.filter(pk=int(sent)).first() if sent.isascii() and sent.isdigit() and len(sent) < 19 else None
