"""Who may open which address, for each kind of thing there: written from design.md §3–5, not from the code.

A new address belongs in here before the suite is green again: ``OURS`` by its pattern, a library's by its beginning.
Everyone not named is answered with 403, 404, 405 or the log-in.
"""

from dataclasses import dataclass, field
from typing import Any

Names = frozenset[str]


def names(text: str) -> Names:
    return frozenset(text.split())


WORKERS = names("worker second_worker third_worker")
REVIEWERS = names("reviewer second_reviewer district_reviewer")
OFFICES = names("manager agent member committee_manager office_manager")
NEAR_STAFF = WORKERS | REVIEWERS | names("grid_worker clerk coordinator supervisor")
FAR_STAFF = names("far_worker far_coordinator far_reviewer district_reviewer supervisor")
ADMINS = names("admin second_admin security_admin audit_admin")
NEAR_READERS = WORKERS | REVIEWERS | names("coordinator")
FAR_READERS = names("far_worker far_coordinator far_reviewer district_reviewer")
READERS = NEAR_READERS | FAR_READERS | names("sister_worker")
PROXIES = WORKERS | names("sister_worker far_worker grid_worker clerk")
CALLERS = READERS | names("grid_worker")
IMPORTERS = WORKERS | names("sister_worker far_worker")
RULERS = names("admin second_admin")
EXPORTERS = IMPORTERS | names("coordinator far_coordinator")
APPROVERS = names("coordinator far_coordinator security_admin admin second_admin")
STAFF = READERS | PROXIES | ADMINS | names("supervisor editor")
DESK = READERS | PROXIES | ADMINS | names("supervisor editor superuser")
PUBLIC = names("resident wisher far_wisher outsider stranger far_manager anonymous") | OFFICES
HELPED = READERS | PROXIES | RULERS | names("supervisor editor security_admin audit_admin")
EVERYONE = DESK | PUBLIC
PUBLISHERS = names("editor superuser")
LOGGED_IN = EVERYONE - names("anonymous by_link")
NOBODY: Names = frozenset()

# Who may see that the wish exists.
SEES: dict[str, Names] = {
    "near_staff": NEAR_STAFF | names("wisher by_link"),
    "near_street": NEAR_STAFF | OFFICES | names("wisher by_link"),
    "near_wall": EVERYONE | names("by_link"),
    "near_offered": NEAR_STAFF | names("manager agent member wisher by_link"),
    "near_proxied": NEAR_STAFF | names("by_link"),
    "far_staff": FAR_STAFF | names("far_wisher by_link"),
    "far_street": FAR_STAFF | names("far_manager far_wisher by_link"),
    "far_wall": EVERYONE | names("by_link"),
}
WISHER = {thing: names("by_link wisher" if thing.startswith("near") else "by_link far_wisher") for thing in SEES}
WISHER["near_proxied"] = names("by_link")
# Who decides there reads the whole wish at the desk, and who wrote it down.
READS = {thing: NEAR_READERS if thing.startswith("near") else FAR_READERS for thing in SEES}
READS["near_proxied"] = NEAR_READERS | names("grid_worker")
LOGGED_IN_AND_SEES = {thing: who & LOGGED_IN for thing, who in SEES.items()}
# Who wants the same joins what is on the wall; the wisher need not.
FOLLOWS = dict.fromkeys(SEES, NOBODY) | {
    "near_wall": LOGGED_IN - names("wisher"),
    "far_wall": LOGGED_IN - names("far_wisher"),
}
REVEALS = {thing: WORKERS if thing.startswith("near") else names("far_worker") for thing in SEES}
OWNERS = {"near_batch": names("worker"), "far_batch": names("far_worker")}
# A coordinator hands over the work of those of his street.
PASSED_ON_BY = {"worker": names("coordinator"), "far_worker": names("far_coordinator"), "stranger": NOBODY}
OBJECTIONS = {"near_objection": names("supervisor")}
MANAGERS = names("manager committee_manager office_manager far_manager")
# A manager lets members of his own organisation go, not who manages it.
LET_GO_BY = {"membership": names("manager"), "management": NOBODY}
NONE = dict.fromkeys(SEES, NOBODY)


@dataclass(frozen=True)
class Address:
    """Who gets further by GET and by POST (with ``data``): a set, or one for each thing the address names."""

    get: Names | dict[str, Names] = NOBODY
    post: Names | dict[str, Names] = NOBODY
    data: dict[str, Any] = field(default_factory=dict)


def same(who: Names | dict[str, Names]) -> Address:
    return Address(who, who)


OURS: dict[str, Address] = {
    "healthz": same(EVERYONE),
    "mode/": Address(EVERYONE),
    "place/": Address(EVERYONE),
    "voices/": same(EVERYONE),
    "voices/new/": Address(),  # of what came true only: see test_voices
    "voices/received/": Address(EVERYONE),
    "contribute/": same(STAFF | OFFICES | names("editor far_manager")),
    "contribute/<str:key>/": Address(),  # of its sender only: see tests/cms/test_desk.py
    "search/": Address(EVERYONE),
    "search/suggest/": Address(EVERYONE),
    "search/missing/": Address(post=EVERYONE),
    "feeds/": Address(EVERYONE),
    "feeds/policies.json": Address(EVERYONE),
    "feeds/<str:slug>/": Address(),  # of a column: see tests/home/test_feeds.py
    "robots.txt": Address(EVERYONE),
    "sitemap.xml": Address(EVERYONE),
    "sitemap-fixed.xml": Address(EVERYONE),
    "sitemap-<slug:kind>-<int:number>.xml": Address(),  # there is no such kind: see tests/home/test_sitemaps.py
    "demo/": Address(EVERYONE),
    "demo/parts/": Address(EVERYONE),
    "me/": Address(LOGGED_IN),
    "me/visit/": same(PROXIES),
    "me/notices/": same(LOGGED_IN),
    "me/notices/read/": Address(post=LOGGED_IN),
    "me/info/": same(LOGGED_IN),
    "me/info/phone/": same(LOGGED_IN),
    "me/info/phone/code/": same(LOGGED_IN),
    "me/info/consent/": Address(post=LOGGED_IN),
    "me/info/download/": Address(LOGGED_IN),
    "me/leave/": same(LOGGED_IN),
    "me/members/": same(MANAGERS),
    "me/members/<int:pk>/leave/": same(LET_GO_BY),
    "me/organisation/": Address(post=LOGGED_IN),
    "wishes/": Address(EVERYONE),
    "wishes/new/": same(EVERYONE),
    "wishes/call-me/": same(EVERYONE),
    "wishes/similar/": Address(post=EVERYONE),
    "wishes/track/": same(EVERYONE),
    "wishes/new/photos/<slug:name>.jpg": Address(NONE),  # only while one writes: see test_first_photos
    "wishes/<str:code>/": Address(SEES),
    "wishes/<str:code>/received/": Address(WISHER | {"near_proxied": names("grid_worker by_link")}),
    "wishes/<str:code>/enter/": Address(NONE, NONE),
    # The same answer for everybody and for every nine digits, so that nobody learns from it: see test_entry.
    "wishes/<str:code>/code/": same(dict.fromkeys(SEES, EVERYONE | names("by_link"))),
    "wishes/<str:code>/follow/": Address(LOGGED_IN_AND_SEES, FOLLOWS),
    "wishes/<str:code>/unfollow/": same(LOGGED_IN_AND_SEES),
    "wishes/<str:code>/offer/": same(SEES),
    "wishes/<str:code>/slip/": Address(SEES),
    "wishes/<str:code>/together/": same(NONE),  # nobody is asked about a merge: see test_together
    "wishes/<str:code>/photos/<slug:name>-<slug:size>.jpg": Address(NONE),  # none has one: see test_photos
    "wishes/<str:code>/contact-data/": Address(post=REVEALS),
    "admin/write/": same(PUBLISHERS),
    "admin/contributions/": Address(PUBLISHERS),
    "admin/drafts/": Address(PUBLISHERS),
    "admin/published/": Address(PUBLISHERS),
    "admin/schedule/": Address(PUBLISHERS),
    "admin/inbox/": same(READERS | PROXIES),
    "admin/inbox/<int:task_id>/": same(READS),
    "admin/proxy/": same(PROXIES),
    "admin/proxy/mine/": Address(PROXIES),
    "admin/proxy/done/<str:code>/": Address(NONE | {"near_proxied": names("grid_worker")}),
    "admin/residence/": same(WORKERS | names("sister_worker far_worker")),
    "admin/transfers/": Address(EXPORTERS),
    "admin/calls/": Address(CALLERS),
    "admin/calls/<int:task_id>/": same(NONE),  # none of these waits for a call
    "admin/calls/missed/": Address(IMPORTERS | RULERS),
    "admin/calls/asked/<int:pk>/": Address(),  # nobody has asked for a call: see test_call_me
    "admin/wishes/": same(READERS),
    "admin/wishes/<str:code>/": same(READS),
    "admin/cover/": same(STAFF),
    "admin/handover/": Address(names("coordinator far_coordinator")),
    "admin/handover/<int:pk>/": same(PASSED_ON_BY),
    "admin/gaps/": Address(names("coordinator far_coordinator admin second_admin")),
    "admin/boards/": Address(names("editor")),
    "admin/boards/new/": same(names("editor")),
    "admin/boards/<int:pk>/": Address(),  # there is none yet: see test_boards
    "admin/voices/": Address(names("supervisor")),
    "admin/voices/<int:pk>/": same(OBJECTIONS),
    "admin/looks/": Address(names("audit_admin")),
    "admin/export/": Address(EXPORTERS | names("admin second_admin")),
    "admin/export/<slug:what>/": same(EXPORTERS),  # of wishes
    "admin/export/take/<str:token>/": Address(),  # nobody's yet: see test_exports
    "admin/export/decide/<str:token>/": Address(),
    "admin/rules/": Address(RULERS),
    "admin/rules/numbers/<str:key>/": same(RULERS),
    "admin/rules/categories/": Address(RULERS),
    "admin/rules/categories/new/": same(RULERS),
    "admin/rules/categories/<slug:slug>/": same(RULERS),
    "admin/rules/days/": Address(RULERS),
    "admin/rules/days/new/": same(RULERS),
    "admin/rules/waiting/": Address(RULERS),
    "admin/rules/waiting/<str:kind>/<int:pk>/": Address(),  # nothing waits: see test_rules
    "admin/rules/wishes/<str:cut>/": Address(),  # a cut is signed: see test_rules
    "admin/help/": Address(HELPED),
    "admin/help/handbook/<slug:name>.md": Address(HELPED),
    "admin/help/screenshots/<slug:name>.webp": Address(HELPED),
    "admin/photos/": Address(WORKERS | names("sister_worker far_worker")),  # a verdict names a photo
    "admin/wording/": same(RULERS),
    "admin/wording/<int:pk>/drop/": Address(),  # there is no word: see tests/wording
    "admin/wording/sheet/": same(RULERS),
    # None of these reviews or has an article: see tests/review.
    "admin/review/": Address(),
    "admin/review/<int:pk>/": Address(),
    "admin/review/look/<int:pk>/": Address(),
    "admin/review/sheet/<int:pk>/": Address(),
    "admin/review/urgent/<int:pk>/": Address(),
    "admin/review/after/<int:pk>/": Address(),
    "admin/import/": Address(IMPORTERS | APPROVERS, IMPORTERS),
    "admin/import/template/<slug:kind>.xlsx": Address(IMPORTERS),  # of wishes
    "admin/import/approve/<str:token>/": same({"near_batch": NOBODY, "far_batch": NOBODY}),  # neither needs it
    "admin/import/<str:token>/": same(OWNERS),
    "admin/import/<str:token>/problems.xlsx": Address({"near_batch": NOBODY, "far_batch": NOBODY}),  # nothing to mend
    "admin/import/<str:token>/drop/": Address(post=OWNERS),
}

# By the step's own table of who may: see ``test_nobody_goes_a_step_that_is_not_his``.
STEPS = {"wishes/<str:code>/<slug:outcome>/"}

# What libraries bring: the beginning of the address, and who is not turned away. Nothing of ours stands behind it.
LIBRARIES: dict[str, Names] = {
    "admin/pages/1/set_position/": NOBODY,
    "admin/failwhale/": NOBODY,
    "admin/dismissibles/": NOBODY,
    "^accounts/(?:email": NOBODY,
    "accounts/login/": EVERYONE,
    "accounts/": EVERYONE,
    "_util/login/": EVERYONE,
    "_util/": NOBODY,
    "documents/": NOBODY,
    "^media/": EVERYONE,  # renditions of what is published
    "^((?:": EVERYONE,
    "admin/login/": EVERYONE,
    "admin/logout/": EVERYONE,
    "admin/account/": EVERYONE,
    "admin/password_reset/": NOBODY,
    "admin/sprite/": EVERYONE,
    "admin/jsi18n/": EVERYONE,
    "admin/": DESK,
}
# Wagtail asks here for the desk alone, then shows what its own permissions allow: editorial things, none of ours.
CHOOSERS = (
    "admin/images/chooser/", "admin/documents/chooser/", "admin/workflows/task_chooser/", "admin/reports/site-history/",
    "admin/pages/<int:page_id>/revisions/", "admin/pages/workflow/confirm_cancellation/",
    "admin/pages/<int:page_to_move_id>/move/<int:destination_id>/confirm/",
)  # fmt: skip
# The parts of Wagtail that only a superuser or an editor has any business with.
SETUP = names("superuser")
PAGES = SETUP | names("editor")
LIBRARIES = (
    {
        "admin/users/": SETUP,
        "admin/groups/": SETUP,
        "admin/sites/": SETUP,
        "admin/settings/": SETUP,
        "admin/collections/": SETUP,
        "admin/workflows/": SETUP,
        "admin/snippets/": SETUP,
        "admin/search_": PAGES,
        "admin/reports/": PAGES,
        "admin/pages/": PAGES,
        "admin/images/": PAGES,
        "admin/documents/": PAGES,
    }
    | dict.fromkeys(CHOOSERS, DESK)
    | LIBRARIES
)


def library(route: str) -> Names | None:
    """By the longest beginning that fits."""
    fitting = [start for start in LIBRARIES if route.startswith(start)]
    return LIBRARIES[max(fitting, key=len)] if fitting else None
