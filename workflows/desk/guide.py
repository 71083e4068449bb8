"""帮助: what each role does here, only the parts that are his."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from community.people.roles import Role, Verb

from . import duties, handbook
from .page import DeskPage
from .person import PROXIES, READERS, holds


class GuidePage(DeskPage):
    verbs = handbook.READERS
    page_title = "帮助"
    header_icon = "help"
    template_name = "workflows/desk/guide.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        has = {verb.name: holds(self.by, [verb], self.at) for verb in Verb}
        return self.answer(
            has=has,
            decides=holds(self.by, duties.VERBS, self.at),
            proxies=holds(self.by, PROXIES, self.at),
            chapters=handbook.chapters(),
            reads=holds(self.by, READERS, self.at),
            roles=[Role(role).label for role in sorted(self.by.roles(self.at)) if Role(role).at_desk],
        )
