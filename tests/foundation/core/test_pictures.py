"""A picture is kept as it came and given out as drawn anew; what its camera wrote is read out before it is dropped."""

from __future__ import annotations

import io
import random
import warnings
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image, ImageDraw, ImageEnhance, PngImagePlugin
from pytest_django import DjangoAssertNumQueries, Settings

from foundation.core import files, pictures
from foundation.core.errors import NotNow
from foundation.core.likeness import ALIKE, Likeness, same_pictures
from foundation.core.models import FileKind, Picture, StoredFile
from foundation.core.pixels import plain_pixels
from foundation.core.prints import distance

pytestmark = pytest.mark.django_db


def motif(seed: int, size: tuple[int, int] = (96, 72)) -> Image.Image:
    """Something with light and shade, unlike every other motif."""
    rough = random.Random(seed)
    small = Image.frombytes("RGB", (8, 6), rough.randbytes(8 * 6 * 3))
    return small.resize(size, Image.Resampling.BICUBIC)


def as_file(picture: Image.Image, form: str = "JPEG", **how: object) -> bytes:
    target = io.BytesIO()
    picture.save(target, form, **how)
    return target.getvalue()


def take(data: bytes, name: str = "现场.jpg") -> StoredFile:
    uploaded = SimpleUploadedFile(name, data)
    return files.take_in(uploaded, allowed={"jpg", "png"}, max_size=2**22, by_id=None)


def camera_photo() -> bytes:
    """With time, place, maker, a turned side, a comment and a zip behind its end."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make], exif[ExifTags.Base.Model] = "HUAWEI", "P60"
    exif[ExifTags.Base.Orientation] = 6
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2026:06:18 09:12:33"
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    gps[ExifTags.GPS.GPSLatitudeRef], gps[ExifTags.GPS.GPSLatitude] = "N", (37.0, 26.0, 7.5)
    gps[ExifTags.GPS.GPSLongitudeRef], gps[ExifTags.GPS.GPSLongitude] = "E", (112.0, 1.0, 44.4)
    return as_file(motif(1), exif=exif, comment=b"<script>alert(1)</script>") + b"PK\x03\x04tail"


def copy_of(stored: StoredFile, settings: Settings) -> bytes:
    return (Path(settings.PRIVATE_ROOT) / Picture.objects.get(file=stored).copy_name).read_bytes()


def test_time_and_place_are_recorded_and_dropped_from_what_is_given_out(settings: Settings) -> None:
    data = camera_photo()
    stored = take(data)
    shown = Picture.objects.get(file=stored)
    assert files.read_bytes(stored) == data, "the evidence is the file as it came"
    assert shown.taken_at == datetime(2026, 6, 18, 1, 12, 33, tzinfo=UTC)
    assert (shown.latitude, shown.longitude) == (Decimal("37.435417"), Decimal("112.029000"))
    assert shown.camera == "HUAWEI P60"
    copy = Image.open(io.BytesIO(copy_of(stored, settings)))
    assert (copy.size, dict(copy.getexif())) == ((72, 96), {}), "upright"


def test_nothing_but_pixels_is_given_out(settings: Settings) -> None:
    told = PngImagePlugin.PngInfo()
    told.add_text("Comment", "<script>alert(1)</script>")
    for data in (camera_photo(), as_file(motif(2), "PNG", pnginfo=told) + b"<html>"):
        given = copy_of(take(data), settings)
        assert b"script" in data or b"html" in data
        assert not any(word in given for word in (b"script", b"html", b"PK\x03\x04", b"HUAWEI", b"Exif"))


def test_broken_words_of_a_camera_spoil_no_picture() -> None:
    """300 photographs whose EXIF is broken at random: none is a fault of ours, and the picture is as it was."""
    data, rough = camera_photo(), random.Random(1)
    begin = data.index(b"Exif")
    end = begin - 2 + int.from_bytes(data[begin - 2 : begin], "big")
    for _ in range(300):
        broken = bytearray(data)
        for _ in range(rough.randint(1, 6)):
            broken[rough.randrange(begin + 6, end)] = rough.randrange(256)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            picture = Image.open(io.BytesIO(broken))
            written = pictures._written_by_camera(picture)
        with plain_pixels(picture, written.orientation, 100) as plain:
            assert plain.info == {}


@pytest.mark.parametrize(
    ("parts", "reference"),
    [((91, 0, 0), "N"), ((Fraction(1, 2),), "N"), ("x", "N"), (None, None), ((0, 0, 400_000), "S")],
)
def test_no_place_on_earth_is_left_out(parts: object, reference: object) -> None:
    gps: dict[int, object] = {ExifTags.GPS.GPSLatitude: parts, ExifTags.GPS.GPSLatitudeRef: reference}
    gps |= {ExifTags.GPS.GPSLongitude: (112, 0, 0), ExifTags.GPS.GPSLongitudeRef: "E"}
    assert pictures._place(gps) is None


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16"])
def test_pictures_of_every_mode_are_drawn(mode: str) -> None:
    form = "JPEG" if mode == "CMYK" else "PNG"
    stored = take(
        as_file(
            motif(3).convert("L" if mode == "I;16" else mode if mode != "LA" else "L").convert(mode), form
        )
    )
    assert stored.picture.width == 96


def test_same_motif_is_found_in_another_size_quality_light_and_format() -> None:
    first = take(as_file(motif(4)))
    bright = ImageEnhance.Brightness(motif(4)).enhance(1.2)
    again = [
        take(as_file(motif(4).resize((48, 36)), quality=30)),
        take(as_file(motif(4), "PNG"), "现场.png"),
        take(as_file(bright, quality=60)),
    ]
    others = [take(as_file(motif(seed))) for seed in range(10, 30)]
    found = same_pictures([first.pk])
    assert {each.like_id for each in found} == {each.pk for each in again}
    assert all(each.distance <= ALIKE - 4 for each in found), "with room to spare"
    assert not {each.like_id for each in found} & {each.pk for each in others}


def room() -> Image.Image:
    """A classroom with furniture."""
    image = Image.new("RGB", (320, 240), (150, 160, 170))
    pen = ImageDraw.Draw(image)
    for place in range(24):
        left, top = place * 53 % 290, place * 37 % 210
        pen.rectangle((left, top, left + 28, top + 24), fill=(place * 9, 220 - place * 8, place * 31 % 200))
    return image


def test_a_picture_saved_again_smaller_or_brighter_has_nearly_the_same_print() -> None:
    first = int(pictures.fingerprint(room()), 16)
    brighter = room().point(lambda value: min(255, value + 20))
    for other in (room().resize((200, 150)), brighter, Image.open(io.BytesIO(as_file(room())))):
        assert distance(first, int(pictures.fingerprint(other), 16)) <= 12


def test_each_pair_is_told_once_and_only_among_what_was_asked() -> None:
    one, two, three = (take(as_file(motif(5), quality=quality)) for quality in (90, 70, 50))
    pairs = same_pictures([one.pk, two.pk], among=[one.pk, two.pk])
    assert [{each.file_id, each.like_id} for each in pairs] == [{one.pk, two.pk}]
    assert {each.like_id for each in same_pictures([three.pk], among=[one.pk])} == {one.pk}
    assert len(same_pictures([one.pk, two.pk, three.pk])) == 3


def test_blank_pictures_are_like_nothing() -> None:
    blank = [take(as_file(Image.new("RGB", (40, 40), shade))) for shade in ("white", "black")]
    assert {each.picture.fingerprint for each in blank} == {""}
    assert same_pictures([each.pk for each in blank]) == []


def test_a_thousand_pictures_are_compared_in_two_questions(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    rows = [
        StoredFile(
            original_name="a", kind=FileKind.JPG, size=1, sha256="", storage_name=str(n), created_at=NOW
        )
        for n in range(1000)
    ]
    StoredFile.objects.bulk_create(rows)
    prints = [random.Random(n).getrandbits(256) | 1 for n in range(1000)]
    prints[900] = prints[3] ^ 0b101
    Picture.objects.bulk_create(
        Picture(file=row, copy_name=f"c{n}", copy_size=1, width=1, height=1, fingerprint=f"{bits:064x}")
        for n, (row, bits) in enumerate(zip(rows, prints, strict=True))
    )
    with django_assert_num_queries(2):
        found = same_pictures([row.pk for row in rows[:30]])
    assert found == [Likeness(rows[3].pk, rows[900].pk, 2)]


NOW = datetime(2026, 6, 18, tzinfo=UTC)


def test_pictures_from_before_copies_were_kept_get_theirs(settings: Settings) -> None:
    stored = take(as_file(motif(6)))
    Picture.objects.all().delete()
    with pytest.raises(NotNow):
        files.private_response(stored)
    assert files.draw_missing_copies() == 1
    assert files.draw_missing_copies() == 0
    assert same_pictures([stored.pk, take(as_file(motif(6), quality=50)).pk])
    assert files.is_intact(stored)


def test_changed_copy_is_noticed(settings: Settings) -> None:
    stored = take(as_file(motif(7)))
    (Path(settings.PRIVATE_ROOT) / stored.picture.copy_name).write_bytes(b"changed")
    assert not files.is_intact(stored)


def test_photo_of_a_roster_keeps_no_comment() -> None:
    assert b"script" not in pictures.reencoded_photo(camera_photo())
