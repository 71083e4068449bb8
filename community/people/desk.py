"""Who is at the desk, and who has to show a second factor to get there."""

from django.http import HttpRequest

from .actor import Actor, Channel


def at_desk(request: HttpRequest) -> Actor:
    """The same actor for menu, panel and page of one request, so that his memberships are read once."""
    user = request.user if request.user.is_authenticated else None
    by: Actor | None = getattr(request, "_at_desk", None)
    if by is None or by.user != user:  # a request may log somebody out, or in
        by = Actor(user, channel=Channel.DESK)
        request._at_desk = by  # type: ignore[attr-defined]  # kept for this request only
    return by
