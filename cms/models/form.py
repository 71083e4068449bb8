"""Surveys: the answers are sealed, as everything people write to us is."""

import json
from typing import Any

from django.db import models
from django.shortcuts import redirect, render
from django.utils import timezone
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.contrib.forms.models import AbstractFormField, AbstractFormSubmission, FormMixin
from wagtail.models import Page

from community.people.fields import SealedTextField

from .base import Piece


class SealedJSONField(SealedTextField):
    """Plain data in Python, an encrypted text in the database."""

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        text = super().from_db_value(value, expression, connection)
        return json.loads(text) if text else text

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return super().get_db_prep_value(json.dumps(value, default=str), connection, prepared)


class Reply(AbstractFormSubmission):
    form_data = SealedJSONField("填的内容")

    class Meta:
        verbose_name = verbose_name_plural = "答卷"

    def __str__(self):
        return f"答卷 {self.pk}"


class FormField(AbstractFormField):
    KINDS = (
        ("singleline", "一行字"),
        ("multiline", "一段话"),
        ("number", "数字"),
        ("date", "日期"),
        ("radio", "选一项"),
        ("checkboxes", "可选几项"),
        ("checkbox", "打勾"),
    )

    page = ParentalKey("cms.FormPage", on_delete=models.CASCADE, related_name="form_fields")
    field_type = models.CharField("怎么填", max_length=16, choices=KINDS)

    panels = [
        FieldPanel("label"),
        FieldPanel("field_type"),
        FieldPanel("required"),
        FieldPanel("choices"),
        FieldPanel("help_text"),
    ]


class FormPage(FormMixin, Piece):
    """问卷、报名."""

    lead = models.CharField("导语", max_length=200)
    thanks = models.CharField("交了以后说什么", max_length=200, default="收到了，谢谢您。")
    closes_at = models.DateTimeField("截止", null=True, blank=True)

    content_panels = [
        *Page.content_panels,
        FieldPanel("lead"),
        InlinePanel("form_fields", label="题目"),
        FieldPanel("closes_at"),
        FieldPanel("thanks"),
    ]

    template = "cms/form_page.html"
    landing_page_template = "cms/form_thanks.html"

    class Meta:
        verbose_name = "问卷"
        verbose_name_plural = "问卷"

    @property
    def closed(self):
        return self.closes_at is not None and self.closes_at <= timezone.now()

    def serve(self, request, *args, **kwargs):
        """After the end nothing is taken any more; the page says so."""
        if request.method == "POST" and self.closed:
            return render(request, self.template, self.get_context(request), status=409)
        if request.method != "POST" and "thanks" in request.GET:
            return render(request, self.landing_page_template, self.get_context(request))
        return super().serve(request, *args, **kwargs)

    def render_landing_page(self, request, form_submission=None, *args, **kwargs):
        """By another address, so that loading it again sends nothing again."""
        return redirect(f"{self.get_url(request)}?thanks")

    def get_submission_class(self):
        return Reply
