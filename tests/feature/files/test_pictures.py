"""Of a photograph only the picture is kept."""

from __future__ import annotations

import io
import struct

import pytest
from hypothesis import given, strategies
from PIL import Image
from sqlalchemy import select

from khworkflow.core import clock
from khworkflow.core.errors import NotFound, Refused
from khworkflow.core.transaction import unit_of_work
from khworkflow.files import commands, pictures, quarantine, queries, rules, store
from khworkflow.files.pictures import BrokenPictureError
from khworkflow.mailing.models import Owed
from khworkflow.reminders import alarms

GPS, MAKER, SIDE_UP = 0x8825, 0x010F, 0x0112
SECRET = b"21.7168N 104.8986E"


def photograph(side_up=6, **options):
    """Return a JPEG as a telephone makes it: with a place, a maker, a thumbnail's worth of words, a comment."""
    image = Image.effect_noise((64, 48), 40).convert("RGB")
    exif = Image.Exif()
    exif[MAKER], exif[SIDE_UP] = SECRET.decode(), side_up
    exif[GPS] = {1: "N", 2: (21.0, 43.0, 0.0), 3: "E", 4: (104.0, 53.0, 0.0)}
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif, comment=SECRET, xmp=SECRET, **options)
    return out.getvalue()


def pixels(content):
    with Image.open(io.BytesIO(content)) as image:
        return image.tobytes()


@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize("side_up", range(1, 9))
def test_a_photograph_loses_its_place_and_keeps_its_picture_and_its_upper_side(side_up, progressive):
    content = photograph(side_up, progressive=progressive)
    kept = pictures.bare("image/jpeg", content)

    assert SECRET in content
    assert SECRET not in kept
    with Image.open(io.BytesIO(kept)) as image:
        exif = image.getexif()
        assert exif.get(SIDE_UP, 1) == side_up
        assert not exif.get_ifd(GPS)
        assert MAKER not in exif
    assert pixels(kept) == pixels(content)


def test_the_colours_profile_stays():
    profile = b"x" * 200
    kept = pictures.bare("image/jpeg", photograph(icc_profile=profile))

    with Image.open(io.BytesIO(kept)) as image:
        assert image.info["icc_profile"] == profile


def test_what_hangs_behind_the_end_goes():
    for kind, content in (("image/jpeg", photograph()), ("image/png", png())):
        assert pictures.bare(kind, content + b"<script>alert(1)</script>PK\x03\x04") == pictures.bare(kind, content)


def png():
    out = io.BytesIO()
    from PIL.PngImagePlugin import PngInfo

    told = PngInfo()
    told.add_text("Location", SECRET.decode())
    exif = Image.Exif()
    exif[MAKER] = SECRET.decode()
    Image.effect_noise((32, 24), 40).save(out, "PNG", pnginfo=told, exif=exif)
    return out.getvalue()


def test_a_png_loses_its_words_and_keeps_its_picture():
    content = png()
    kept = pictures.bare("image/png", content)

    assert SECRET in content
    assert SECRET not in kept
    assert pixels(kept) == pixels(content)


def test_other_files_stay_as_they_are():
    assert pictures.bare("application/pdf", SECRET) == SECRET


@given(strategies.integers(min_value=4, max_value=1_500), strategies.sampled_from(["image/jpeg", "image/png"]))
def test_a_picture_cut_anywhere_is_refused_or_whole(cut, kind):
    content = photograph() if kind == "image/jpeg" else png()
    try:
        kept = pictures.bare(kind, content[: min(cut, len(content) - 13)])
    except (BrokenPictureError, OSError):
        return
    assert SECRET not in kept


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xd8" + b"\x00" * 30,
        b"\xff\xd8\xff\xe0" + struct.pack(">H", 60_000) + b"JFIF",
        b"\xff\xd8\xff\xff\xff\xda" + struct.pack(">H", 4) + b"ab" + b"\xff\x00",
    ],
)
def test_what_does_not_hold_together_is_told(content):
    with pytest.raises((BrokenPictureError, IndexError)):
        list(pictures._jpeg_segments(content))  # noqa: SLF001 - what Pillow would not even open


def test_what_is_kept_in_the_store_has_no_place(db, cast):
    file = commands.keep(cast.lan.actor, "anh.jpg", photograph())

    assert SECRET not in store.path(file.sha256).read_bytes()
    assert file.size == store.path(file.sha256).stat().st_size


def test_a_photograph_is_shown_small_and_upright(db, cast):
    file = commands.keep(cast.lan.actor, "anh.jpg", photograph(6))
    with Image.open(io.BytesIO(queries.reduced(file, most=32))) as image:
        assert image.size == (24, 32)
    paper = commands.keep(cast.lan.actor, "a.pdf", b"%PDF-1.4 x %%EOF")
    with pytest.raises(NotFound):
        queries.reduced(paper)


def test_a_broken_photograph_is_refused_in_words(db):
    content = photograph()
    with pytest.raises(Refused, match="anh"):
        rules.bare("anh.jpg", "image/jpeg", content[: len(content) // 2])


@pytest.mark.parametrize("name", ["IMG_0001.HEIC", "anh.heif", "anh.jpg"])
def test_a_heic_photograph_is_refused_with_what_to_do(db, name):
    with pytest.raises(Refused, match="Tương thích nhất"):
        rules.media_type(name, b"\0\0\0\x18ftypheic")


def test_the_test_file_of_virus_scanners_is_not_kept(db):
    content = b"%PDF-1.4 X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H* %%EOF"
    with pytest.raises(Refused, match="diệt vi-rút"):
        rules.media_type("eicar.pdf", content)


def test_it_is_set_aside_for_the_administrator_who_is_told_once_whatever_becomes_of_the_form(db, cast):
    content = b"%PDF-1.4 X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H* %%EOF"
    for _again in range(2):
        with pytest.raises(Refused), unit_of_work():
            commands.keep(cast.lan.actor, "danh sách.pdf", content)
    with unit_of_work():
        told = [alarms.tell_of_files(clock.now()) for _tick in range(2)]

    (aside,) = quarantine.every()
    assert (aside.name, aside.given_by_id) == ("danh sách.pdf", cast.lan.id)
    assert store.path(aside.sha256, quarantine.SHELF).read_bytes() == content
    assert not store.path(aside.sha256).exists()
    assert told == [1, 0]
    owed = db.scalars(select(Owed).where(Owed.kind == alarms.SET_ASIDE)).one()
    assert owed.person_id == cast.an.id
