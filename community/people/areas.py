"""Places as a condition: what lies in them. A path names a region, or an organisation, with all that is below it."""

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db.models import Q


def below(paths: Iterable[str], *columns: str) -> Q:
    """Rows with one of these columns at or below one of these paths; none for no path."""
    parts = (Q(**{f"{column}__startswith": path}) for path in paths for column in columns)
    return reduce(or_, parts, Q(pk__in=[]))
