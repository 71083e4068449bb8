"""Drawn pictures for photos of the demo: plainly no photos, of nobody."""

import io
from collections.abc import Callable
from functools import cache

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from community.wishes.models import Terms, Wish

SIZE = (1200, 900)
DESK, SHEET, INK, RED, CRATE, LEAF, RIB = "#c9b08c", "#fffdf7", "#5b5b5b", "#a61e1a", "#9a6b3f", "#4f8a3a", "#cfe3b4"


def receipt() -> Image.Image:
    """签收单: a sheet with lines, a signature and a stamp."""
    image = Image.new("RGB", SIZE, DESK)
    draw = ImageDraw.Draw(image)
    draw.rectangle((330, 70, 870, 830), SHEET)
    draw.rectangle((500, 120, 700, 150), INK)
    for y in range(220, 620, 60):
        draw.line((390, y, 810 if y % 120 else 700, y), "#b8b4aa", 6)
    draw.line([(420, 730), (470, 690), (500, 740), (560, 690), (600, 730), (650, 700)], INK, 7, joint="curve")
    draw.ellipse((660, 630, 810, 780), outline=RED, width=9)
    draw.regular_polygon((735, 705, 34), 5, fill=RED)
    return image


def greens() -> Image.Image:
    """Three crates of 青菜 on the ground."""
    image = Image.new("RGB", SIZE, "#ddd6c6")
    draw = ImageDraw.Draw(image)
    for left in (60, 430, 800):
        for x in range(left + 20, left + 320, 62):
            for y in (300, 370):
                draw.ellipse((x - 30, y, x + 62, y + 210), LEAF)
                draw.ellipse((x + 4, y + 110, x + 30, y + 220), RIB)
        for y in (520, 610, 700):
            draw.rectangle((left, y, left + 340, y + 66), CRATE)
    return image


def bench() -> Image.Image:
    """A bench and a lamp, as put up."""
    image = Image.new("RGB", SIZE, "#e8e2d4")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 700, 1200, 900), "#b9b3a2")
    for y in (430, 500, 590):
        draw.rectangle((180, y, 800, y + 46), CRATE)
    for x in (230, 720):
        draw.rectangle((x, 420, x + 28, 740), INK)
    draw.rectangle((960, 240, 984, 740), INK)
    draw.ellipse((910, 150, 1034, 274), "#f3d27a", INK, 8)
    return image


@cache
def drawn(draw: Callable[[], Image.Image]) -> bytes:
    file = io.BytesIO()
    draw().save(file, "PNG")
    return file.getvalue()


def proof(wish: Wish) -> tuple[SimpleUploadedFile, str] | None:
    """The picture that a wish of its category needs, and what is said of it."""
    if wish.terms is None or wish.terms.proof not in DRAWN:
        return None
    draw, caption = SOLD if wish.category and wish.category.slug == "service-sale" else DRAWN[wish.terms.proof]
    return SimpleUploadedFile("demo.png", drawn(draw)), caption


SOLD = (greens, "装好筐的青菜，等车来拉（示意图）")
DRAWN: dict[str, tuple[Callable[[], Image.Image], str]] = {
    Terms.Proof.PHOTO: (bench, "装好以后的样子（示意图）"),
    Terms.Proof.RECEIPT: (receipt, "心愿人签过字的签收单（示意图）"),
}
