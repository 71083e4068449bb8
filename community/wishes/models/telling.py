"""What is told of a wish."""

from __future__ import annotations

from django.db import models

from .vocabulary import Status, Visibility
from .wish import Wish


class StoryQuerySet(models.QuerySet["Story"]):
    def public(self) -> StoryQuerySet:
        return self.filter(wish__visibility=Visibility.WALL, wish__status=Status.FULFILLED)

    def newest(self) -> StoryQuerySet:
        """The public ones, by when their wishes came true: of a million, the wall's own index finds the last."""
        return self.public().select_related("wish__region").order_by("-wish__since", "-wish__pk")


class Story(models.Model):
    """The masked tale of a fulfilled wish, offered to the editors."""

    wish = models.OneToOneField(Wish, models.PROTECT, related_name="story")
    title = models.CharField("标题", max_length=40)
    text = models.TextField("内容")
    helpers = models.CharField("出力的人", max_length=200, blank=True)
    at = models.DateTimeField("时间")

    objects = StoryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "心愿故事"

    def __str__(self) -> str:
        return self.title
