"""A picture is drawn anew: what one sees stays, whatever else was in the file does not."""

import io

import pytest
from PIL import Image

from community.records.pictures import LARGE, SMALL, Picture, Unreadable, redraw
from tests import pictures
from tests.pictures import BAD, GPS, PLANTED, animated, encoded, plain, sideways, telling

RED, WHITE = (254, 0, 0), (255, 255, 255)


def drawn(content: bytes) -> Picture:
    return redraw(io.BytesIO(content))


def seen(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(drawn(content).large))
    image.load()
    return image


def colour(image: Image.Image, x: int = 5, y: int = 5) -> tuple[int, ...]:
    found = image.getpixel((x, y))
    assert isinstance(found, tuple)
    return found


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_what_phones_make_is_opened(kind: str) -> None:
    image = seen(encoded(plain(), kind))
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (64, 48))
    assert all(abs(a - b) < 6 for a, b in zip(colour(image), RED, strict=True))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_where_and_by_which_phone_is_gone(kind: str) -> None:
    content = telling(kind)
    assert Image.open(io.BytesIO(content)).getexif().get_ifd(GPS)[2] == (31.0, 51.0, 36.0)

    picture = drawn(content)

    for file in (picture.large, picture.small):
        image = Image.open(io.BytesIO(file))
        assert not image.getexif() and not {"exif", "xmp", "icc_profile", "comment"} & set(image.info)
        assert [word for word in PLANTED if word in file] == []


@pytest.mark.parametrize("word", [b"SECRETPHONE", b"SECRETXMP", b"SECRETCOMMENT", b"SECRETICC", b"Exif"])
def test_the_test_of_what_is_gone_can_fail(word: bytes) -> None:
    assert word in telling("JPEG")


def test_a_picture_stands_upright() -> None:
    image = seen(sideways())
    assert image.size == (40, 80)
    assert colour(image, 20, 5)[0] > 200 > colour(image, 20, 75)[0]


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_of_a_film_the_first_frame_is_kept(kind: str) -> None:
    image = seen(animated(kind))
    assert getattr(image, "n_frames", 1) == 1 and colour(image)[0] > 200


@pytest.mark.parametrize(
    "content,looks",
    [
        (encoded(plain(mode="CMYK", colour=(0, 255, 255, 0))), RED),
        (encoded(plain(mode="I;16", colour=32768), "PNG"), (128, 128, 128)),
        (encoded(plain(mode="RGBA", colour=(255, 0, 0, 0)), "PNG"), WHITE),
        (encoded(plain(mode="P", colour=0), "PNG", transparency=0), WHITE),
        (encoded(plain(mode="LA", colour=(0, 0)), "PNG"), WHITE),
        (encoded(plain(mode="L", colour=128)), (128, 128, 128)),
        (encoded(plain(mode="1", colour=1), "PNG"), WHITE),
    ],
    ids=["cmyk", "16 bits", "transparent", "palette and alpha", "grey and alpha", "grey", "black and white"],
)
def test_every_kind_of_pixel_is_shown_as_it_looks(content: bytes, looks: tuple[int, int, int]) -> None:
    found = colour(seen(content))
    assert all(abs(a - b) <= 3 for a, b in zip(found, looks, strict=True)), found


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_picture_of_ours_is_refused(name: str) -> None:
    with pytest.raises(Unreadable):
        drawn(BAD[name])


@pytest.mark.parametrize("tail", [pictures.PHP, pictures.HTML, b"PK\x03\x04" + b"\0" * 100])
def test_what_hides_behind_a_picture_stays_behind(tail: bytes) -> None:
    picture = drawn(encoded(plain()) + tail)
    assert tail not in picture.large + picture.small


@pytest.mark.parametrize("size", [(4000, 3000), (3000, 4000), (6000, 400)])
def test_a_large_picture_gets_as_small_as_a_page_needs(size: tuple[int, int]) -> None:
    picture = drawn(encoded(plain(*size)))
    small = Image.open(io.BytesIO(picture.small))
    assert max(picture.width, picture.height) == LARGE and max(small.size) == SMALL
    assert abs(picture.width / picture.height - size[0] / size[1]) < 0.1


def test_a_small_picture_is_not_blown_up() -> None:
    picture = drawn(encoded(plain(30, 20)))
    assert (picture.width, picture.height) == (30, 20)


def test_nine_real_photos_do_not_weigh_much() -> None:
    """Noise is the hardest thing to pack: a real photo is about a third of it."""
    picture = drawn(encoded(Image.effect_noise((4000, 3000), 60).convert("RGB")))
    assert len(picture.large) < 900_000 and len(picture.small) < 90_000
