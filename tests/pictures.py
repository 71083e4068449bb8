"""Real picture files, good and bad, as phones and people with bad intentions make them."""

import io
import struct
import zlib
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pillow_heif import register_heif_opener

register_heif_opener()

MAKE, MODEL, ORIENTATION, GPS = 0x010F, 0x0110, 0x0112, 0x8825
PLANTED = (b"SECRETPHONE", b"SECRETMODEL", b"SECRETXMP", b"SECRETCOMMENT", b"SECRETICC", b"Exif", b"<?php")


def encoded(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    drawn = io.BytesIO()
    image.save(drawn, kind, **options)
    return drawn.getvalue()


def plain(width: int = 64, height: int = 48, colour: Any = "red", mode: str = "RGB") -> Image.Image:
    return Image.new(mode, (width, height), colour)


def exif(orientation: int = 1) -> Image.Exif:
    """With the place it was taken, 31.86 north and 118.70 east."""
    data = Image.Exif()
    data[MAKE], data[MODEL], data[ORIENTATION] = "SECRETPHONE", "SECRETMODEL", orientation
    data[GPS] = {1: "N", 2: (31.0, 51.0, 36.0), 3: "E", 4: (118.0, 42.0, 0.0)}
    return data


def telling(kind: str = "JPEG") -> bytes:
    """A photo that says where, when and by which phone, in every way its kind allows."""
    more: dict[str, Any] = {"exif": exif(), "icc_profile": b"SECRETICC", "xmp": b"<x>SECRETXMP</x>"}
    if kind == "JPEG":
        more["comment"] = b"SECRETCOMMENT"
    return encoded(plain(), kind, **more)


def sideways() -> bytes:
    """Wide pixels that a phone held upright wrote: to be turned by a quarter. Red ends up on top."""
    image = plain(80, 40, "blue")
    image.paste("red", (0, 0, 40, 40))
    return encoded(image, exif=exif(orientation=6))


def animated(kind: str) -> bytes:
    return encoded(plain(colour="red"), kind, save_all=True, append_images=[plain(colour="blue")], lossless=True)


def bomb(side: int = 30_000) -> bytes:
    """A PNG of a few kilobytes that claims to be 900 million pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 1_000_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"
PHP = b"<?php system($_GET['c']); ?>"

# By the name they come with: nothing of this is a picture we open.
BAD = {
    "page.svg": SVG,
    "photo-svg.jpg": SVG,
    "page.html": HTML,
    "photo-html.png": HTML,
    "shell.php": PHP,
    "shell.php.jpg": b"GIF89a" + PHP,
    "empty-head.jpg": b"\xff\xd8\xff\xe0" + b"\0" * 40,
    "cut.jpg": encoded(Image.effect_noise((300, 300), 80))[:9000],
    "cut.png": encoded(Image.effect_noise((300, 300), 80), "PNG")[:9000],
    "film.gif": encoded(plain(), "GIF"),
    "scan.tiff": encoded(plain(), "TIFF"),
    "drawing.eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
    "paper.pdf": b"%PDF-1.7\n",
    "bomb.png": bomb(),
}


def upload(content: bytes = b"", name: str = "IMG_001.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or encoded(plain()), content_type="image/jpeg")
