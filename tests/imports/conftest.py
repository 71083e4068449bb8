import pytest

from community.people.models import User
from tests.factories import District, as_, later
from tests.imports.sheets import xlsx
from workflows.imports import batches
from workflows.models import ImportBatch


@pytest.fixture
def admin(here: District) -> User:
    here.admin.phone = "13900000700"
    here.admin.save()
    return here.admin


def check(user: User, kind: str, header: list[str], *rows: list[str]) -> ImportBatch:
    by = as_(user, channel="import")
    return batches.check(xlsx(*rows, header=header), file_name="表.xlsx", by=by, at=later(), kind=kind)


def found(batch: ImportBatch) -> list[list[str]]:
    return [finding for row in batch.rows.filter(bad=True).order_by("number") for finding in row.facts["findings"]]
