from django.db import models
from wagtail.models import Page

LONGEST = 500  # characters


class DeadLink(models.Model):
    """A link of a public page to another website that did not open, from the first time of these to the last."""

    page = models.ForeignKey(Page, models.CASCADE, related_name="+", verbose_name="在哪一页")
    url = models.CharField("网址", max_length=LONGEST)
    why = models.CharField("怎么了", max_length=40)
    since = models.DateTimeField("从什么时候起")
    tried = models.DateTimeField("最近一次")

    class Meta:
        verbose_name = verbose_name_plural = "打不开的外部网址"
        constraints = [models.UniqueConstraint(fields=["page", "url"], name="dead_link_once")]

    def __str__(self):
        return self.url
