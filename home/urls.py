from django.conf import settings
from django.urls import path

from . import contribute, feeds, finding, me, member_leaves, members, notices, place, sitemaps, views, visit, voices
from .accounts import info, leave

app_name = "home"

urlpatterns = [
    path("mode/", views.mode, name="mode"),
    path("place/", place.place, name="place"),
    path("contribute/", contribute.contribute_page, name="contribute"),
    path("contribute/<str:key>/", contribute.amend_page, name="amend"),
    path("me/", me.me, name="me"),
    path("me/visit/", visit.visit, name="visit"),
    path("me/notices/read/", me.read_notices, name="read_notices"),
    path("me/notices/", notices.notices, name="notices"),
    path("me/members/", members.members, name="members"),
    path("me/members/<int:pk>/leave/", member_leaves.leave, name="member_leave"),
    path("me/organisation/", me.switch, name="switch"),
    path("me/info/", info.info, name="info"),
    path("me/info/phone/", info.phone, name="phone"),
    path("me/info/phone/code/", info.phone_code, name="phone_code"),
    path("me/info/consent/", info.consent, name="consent"),
    path("me/info/download/", info.download, name="download"),
    path("me/leave/", leave.leave_page, name="leave"),
    path("search/", finding.search, name="search"),
    path("search/suggest/", finding.suggest, name="suggest"),
    path("search/missing/", finding.missing, name="missing"),
    path("feeds/", feeds.newest, name="feed"),
    path("feeds/policies.json", feeds.policies, name="policies"),
    path("feeds/<str:slug>/", feeds.newest, name="column_feed"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-fixed.xml", sitemaps.fixed, name="sitemap_fixed"),
    path("sitemap-<slug:kind>-<int:number>.xml", sitemaps.part, name="sitemap_part"),
    path("voices/", voices.voices, name="voices"),
    path("voices/new/", voices.new, name="new_voice"),
    path("voices/received/", voices.received, name="received_voice"),
]

if settings.DEMO:
    from .demo.views import demo, parts

    urlpatterns += [path("demo/", demo, name="demo"), path("demo/parts/", parts, name="parts")]
