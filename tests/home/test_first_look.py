"""The first reader of a page waits for nothing that could have been made before he came."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.images.formats import get_image_format
from wagtail.images.models import Image, Rendition
from wagtail.images.tests.utils import get_test_image_file

from cms.models import ArticlePage, ColumnPage
from cms.review.operations import seed
from tests.factories import MORNING
from tests.workflows import paths

# Willow leaves the files it read to the garbage collector.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]


def test_pictures_are_made_when_a_page_goes_live_not_when_it_is_first_read(
    client, here, django_capture_on_commit_callbacks
):
    image = Image.objects.create(title="长凳", file=get_test_image_file(size=(1000, 600)))
    page = ArticlePage(
        title="长凳修好了", slug="bench", lead="来两回。", source="石渡街道", live=False,
        body=f'<p>老周</p><embed embedtype="image" id="{image.pk}" format="fullwidth" alt="长凳"/>',
        gallery=[("pictures", {"pictures": [image], "description": "修好的长凳"})],
    )  # fmt: skip
    ColumnPage.objects.get(slug="news").add_child(instance=page)
    assert not Rendition.objects.exists()

    with django_capture_on_commit_callbacks(execute=True):
        seed(page=ArticlePage.objects.get(pk=page.pk), at=MORNING)
    made = set(Rendition.objects.values_list("filter_spec", flat=True))
    paths.to_pool(here)
    with CaptureQueriesContext(connection) as of_article:
        text = client.get("/news/bench/").text
    with CaptureQueriesContext(connection) as of_home:
        client.get("/")

    assert {"format-avif|width-800", "format-webp|width-400", "format-jpeg|width-800"} <= made
    assert set(Rendition.objects.values_list("filter_spec", flat=True)) == made
    assert 'type="image/avif"' in text
    [in_the_text] = re.findall(r"<picture>(?:<source[^>]*>)*<img[^>]*richtext-image[^>]*></picture>", text)
    assert 'loading="lazy"' in in_the_text and 'width="800"' in in_the_text and 'type="image/avif"' in in_the_text
    assert '<meta property="og:image" content="http://127.0.0.1:8000/media/images/' in text
    assert len(of_article) <= 15 and len(of_home) <= 25, (len(of_article), len(of_home))


def test_a_description_cannot_write_markup():
    image = Image.objects.create(title="长凳", file=get_test_image_file(size=(100, 60)))

    said = get_image_format("fullwidth").image_to_html(image, '"><script>alert(1)</script>')

    assert "<script" not in said and 'alt="&quot;&gt;&lt;script&gt;' in said
