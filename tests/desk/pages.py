"""Reading and filling the desk's pages, shared by its tests."""

from typing import Any

from django.test import Client

from community.wishes.models import Wish


def case(wish: Wish) -> str:
    return f"/admin/inbox/{Wish.objects.get(pk=wish.pk).task_id}/"


def listed(answer: Any) -> list[int]:
    """The wishes on a list page, in their order."""
    return [row.wish.pk for row in answer.context["rows"]]


def decide(client: Client, url: str, outcome: str, pin: str = "", **data: Any) -> Any:
    """Open the page, fill the form of that outcome and send it, as a person does."""
    opened = client.get(url, {"do": outcome})
    pin = pin or opened.context["pin"]
    return client.post(url, {"pin": pin, "outcome": outcome, **data})


def text(answer: Any) -> str:
    return answer.content.decode()
