"""What is told of a wish, and the code that opens it for its wisher."""

from __future__ import annotations

from django.db import models

from .vocabulary import Status, Visibility
from .wish import Wish


class StoryQuerySet(models.QuerySet["Story"]):
    def public(self) -> StoryQuerySet:
        return self.filter(wish__visibility=Visibility.WALL, wish__status=Status.FULFILLED)

    def latest_public(self) -> Story | None:
        return self.public().select_related("wish__region").order_by("-at").first()


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


class WisherCode(models.Model):
    """A six-digit code sent to the wisher's phone; only its look-up is stored."""

    wish = models.ForeignKey(Wish, models.CASCADE, related_name="+")
    code_lookup = models.CharField(max_length=64)
    expires_at = models.DateTimeField("失效时间")
    tries = models.PositiveSmallIntegerField("已试次数", default=0)
    used_at = models.DateTimeField("用过", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "验证码"

    def __str__(self) -> str:
        return f"{self.wish}"
