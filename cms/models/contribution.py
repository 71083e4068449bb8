"""投稿: what a correspondent saw, in three sentences and some photos."""

from django.db import models
from django.db.models import Q
from wagtail.images import get_image_model_string
from wagtail.models import Page

from community.people.fields import SealedTextField
from community.people.models import Region, User
from community.wishes.models import Wish


class Contribution(models.Model):
    """Editors take it up, ask for more, or send it back with a word; ``page`` is the draft that was made of it."""

    class State(models.TextChoices):
        NEW = "new", "待看"
        ASKED = "asked", "请补充"
        ADOPTED = "adopted", "已采用"
        RETURNED = "returned", "退回"

    key = models.CharField("表单", max_length=32, unique=True)
    author = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="投稿人")
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="哪里的事")
    title = models.CharField("标题", max_length=60)
    text = SealedTextField("写了什么")
    wish = models.ForeignKey(Wish, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="哪个心愿")
    pictures = models.ManyToManyField(get_image_model_string(), blank=True, related_name="+", verbose_name="照片")
    at = models.DateTimeField("什么时候")
    state = models.CharField("办到哪一步", max_length=8, choices=State, default=State.NEW)
    answer = models.CharField("编辑的话", max_length=200, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="编辑")
    answered_at = models.DateTimeField("什么时候答的", null=True, blank=True)
    page = models.ForeignKey(Page, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="稿件")

    class Meta:
        verbose_name = verbose_name_plural = "来稿"
        indexes = [models.Index(fields=["state", "at"], name="contribution_state")]
        constraints = [
            models.CheckConstraint(
                name="contribution_answered_by_somebody",
                condition=Q(state="new") | Q(answered_by__isnull=False, answered_at__isnull=False),
            ),
        ]

    def __str__(self):
        return self.title
