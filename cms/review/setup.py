"""After every migrate: the workflow 三审三校 with its steps stands over the whole site."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.dispatch import receiver
from django.utils import timezone
from wagtail.models import Page, Workflow, WorkflowPage, WorkflowTask

NAME = "三审三校"


@receiver(post_migrate)
def install(sender: AppConfig, **kwargs: Any) -> None:
    """Once, when this app's tables are there; what stands already stays."""
    if sender.label != "review":
        return
    from .models import Release, ReviewTask, Stage

    root = Page.objects.filter(depth=1).first()
    if root is None or ReviewTask.objects.exists():
        return
    Workflow.objects.filter(workflow_states=None).delete()  # the one Wagtail brings has a single step
    workflow = Workflow.objects.create(name=NAME)
    for stage in Stage:
        task = ReviewTask.objects.create(name=stage.label, stage=stage)
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=stage.value)
    WorkflowPage.objects.update_or_create(page=root, defaults={"workflow": workflow})
    came_along = Page.objects.filter(live=True, depth__gt=1)
    kind = Release.Kind.SEED
    Release.objects.bulk_create(
        Release(page=page, revision=page.live_revision, title=page.title, kind=kind, at=timezone.now())
        for page in came_along
    )
