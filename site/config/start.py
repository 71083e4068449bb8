"""What only the database can tell a server before it serves."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from home.checks import demo_people


def refuse_demo_people() -> None:
    """A real installation does not start while somebody could log in with the demo's public password."""
    if not settings.DEMO and (found := demo_people(databases=["default"])):
        raise ImproperlyConfigured(f"{found[0].msg} {found[0].hint}")
