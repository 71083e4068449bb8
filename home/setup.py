"""The page tree a new installation starts with."""

from django.conf import settings
from django.utils import timezone

COLUMNS = [("新闻", "news"), ("政策", "policies")]
TITLE = "五微社区"


def create_site_tree(apps):
    """Root → home page → columns, as the site; changes nothing once a home page exists.

    Written against historical models, so that the migration keeps working when the page types grow:
    hence paths and addresses set by hand. Wagtail's welcome page makes room.
    """
    Page = apps.get_model("wagtailcore", "Page")
    HomePage = apps.get_model("home", "HomePage")
    if HomePage.objects.exists():
        return
    root = Page.objects.get(depth=1)
    Page.objects.filter(depth=2, slug="home", content_type__model="page").delete()
    home = _add_page(apps, HomePage, root, title=TITLE, slug="home")
    ColumnPage = apps.get_model("cms", "ColumnPage")
    for title, slug in COLUMNS:
        _add_page(apps, ColumnPage, home, title=title, slug=slug)
    apps.get_model("wagtailcore", "Site").objects.update_or_create(
        is_default_site=True,
        defaults={"root_page_id": home.pk, "site_name": TITLE},
        create_defaults={
            "root_page_id": home.pk,
            "site_name": TITLE,
            "hostname": "localhost",
            "is_default_site": True,
        },
    )


def create_stars_page(apps):
    """微星光 below the home page, for installations that have none yet."""
    BoardIndexPage = apps.get_model("cms", "BoardIndexPage")
    home = apps.get_model("home", "HomePage").objects.first()
    if home is not None and not BoardIndexPage.objects.exists():
        _add_page(apps, BoardIndexPage, home, title="微星光", slug="stars")


def _add_page(apps, model, parent, *, title, slug):
    Page = apps.get_model("wagtailcore", "Page")
    ContentType = apps.get_model("contenttypes", "ContentType")
    Locale = apps.get_model("wagtailcore", "Locale")
    names = {"app_label": model._meta.app_label, "model": model._meta.model_name}
    content_type, _ = ContentType.objects.get_or_create(**names)
    locale, _ = Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)
    now = timezone.now()
    page = model.objects.create(
        path=_next_path(Page, parent),
        depth=parent.depth + 1,
        numchild=0,
        title=title,
        draft_title=title,
        slug=slug,
        url_path=f"{parent.url_path}{slug}/",
        live=True,
        first_published_at=now,
        last_published_at=now,
        locale=locale,
        content_type=content_type,
    )
    parent.numchild = Page.objects.filter(path__startswith=parent.path, depth=parent.depth + 1).count()
    Page.objects.filter(pk=parent.pk).update(numchild=parent.numchild)
    return page


def _next_path(Page, parent):
    """Treebeard's path for a new last child: four base-36 digits a level."""
    last = Page.objects.filter(path__startswith=parent.path, depth=parent.depth + 1).order_by("path").last()
    step = int(last.path[-4:], 36) + 1 if last else 1
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return parent.path + "".join(digits[step // 36**power % 36] for power in (3, 2, 1, 0))
