"""What came in as a picture goes out drawn anew: nothing of the file survives but what one sees.

EXIF with its places and times, ICC, XMP, comments, further frames, and whatever hides behind a picture stay behind.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from threading import Lock
from typing import BinaryIO

from PIL import Image, ImageOps
from pillow_heif import register_heif_opener

register_heif_opener()

FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
LARGE, SMALL = 1600, 480  # pixels of the longer side
MOST_PIXELS = 50_000_000  # what phones make; a small file can claim to be far more
QUALITY = 80

# Unpacked, one picture takes up to 200 MB: never several at a time in one process.
_one_at_a_time = Lock()


class Unreadable(Exception):
    """Not a picture of a kind we open, a broken one, or one that unpacks to too much."""


@dataclass(frozen=True)
class Picture:
    """A JPEG and a small one of the same; ``width`` and ``height`` are of the large one."""

    large: bytes
    small: bytes
    width: int
    height: int


def redraw(file: BinaryIO) -> Picture:
    with _one_at_a_time:
        try:
            seen = _decoded(file)
        except Exception as error:  # decoders of a hostile file raise whatever they like
            raise Unreadable(str(error)) from error
        large = _jpeg(seen)
        width, height = seen.size
        seen.thumbnail((SMALL, SMALL))
        return Picture(large, _jpeg(seen), width, height)


def _decoded(file: BinaryIO) -> Image.Image:
    """The first frame, upright, on white, no longer than ``LARGE``, with nothing attached."""
    with Image.open(file, formats=FORMATS) as found:
        if found.width * found.height > MOST_PIXELS:
            raise Unreadable("too many pixels")
        if found.format in {"JPEG", "MPO"}:
            found.thumbnail((LARGE, LARGE))  # a JPEG is unpacked no larger than needed
        image = ImageOps.exif_transpose(found)
        if image.mode.startswith("I"):  # 16 bits of grey
            image = image.convert("I").point(lambda level: level / 256).convert("L")
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
        image.thumbnail((LARGE, LARGE))
        plain = Image.new("RGB", image.size, "white")
        plain.paste(image, mask=image if image.mode == "RGBA" else None)
        return plain


def _jpeg(image: Image.Image) -> bytes:
    drawn = io.BytesIO()
    image.save(drawn, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return drawn.getvalue()
