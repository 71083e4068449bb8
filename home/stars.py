"""微星光: who helped wishes come true, and what a deed earns."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from community.points.operations import rules_at
from community.wishes.queries import board


@require_safe
def stars(request):
    at = timezone.now()
    return render(
        request,
        "home/stars.html",
        {
            "as_of": at,
            "people": board(organisations=False),
            "organisations": board(organisations=True),
            "rules": sorted(rules_at(at).values(), key=lambda rule: rule.pk),
        },
    )
