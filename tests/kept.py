"""The small district, built once in a process; every further test gets its rows back in a few bulk inserts.

Built by its operations it takes some hundred queries, and two thousand tests want it.
"""

import pickle

from django.apps import apps
from django.db import models

from tests.factories import District, make_district

_kept: list[bytes] = []  # the rows by model, and the district made of them


def district() -> District:
    """For a test whose rows are rolled back."""
    if not _kept:
        before = _rows()
        here = make_district()
        added = [[row for row in rows if row not in before[model]] for model, rows in _rows().items()]
        _kept[:] = pickle.dumps([rows for rows in added if rows]), pickle.dumps(here)
        return here
    tables, here = map(pickle.loads, _kept)
    for rows in tables:
        type(rows[0])._base_manager.bulk_create(rows)
    return here


def _rows() -> dict[type[models.Model], list[models.Model]]:
    every = apps.get_models(include_auto_created=True)
    return {model: list(model._base_manager.all()) for model in every if model._meta.managed}
