"""A page type that forgot the reviews would be published by anybody."""

from typing import Any

from django.apps import apps
from django.core.checks import Error, register
from wagtail.models import Page


@register
def every_page_is_reviewed(**kwargs: Any) -> list[Error]:
    from .page import Reviewed

    forgotten = [m for m in apps.get_models() if issubclass(m, Page) and m is not Page and not issubclass(m, Reviewed)]
    return [
        Error(f"{model._meta.label} must inherit cms.review.page.Reviewed.", id="review.E001") for model in forgotten
    ]
