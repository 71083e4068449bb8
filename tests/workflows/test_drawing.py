from workflows import drawing
from workflows.management.commands.draw_process import PAGE, drawn


def test_the_drawn_process_is_the_one_in_the_code() -> None:
    """Out of date? ``manage.py draw_process``."""
    page = PAGE.read_text()
    assert drawing.table() in page
    assert drawn(page) == page
