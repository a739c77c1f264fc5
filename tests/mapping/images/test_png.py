"""What stays of a PNG, and what was only written beside it."""

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapping.images.forms import BrokenPictureError
from mapping.images.orientation import read_orientation
from mapping.images.png import keep_of_png
from tests.mapping.images.drawn import chunk, exif, png

GAMMA = chunk(b"gAMA", bytes(4))
TEXT = chunk(b"tEXt", b"Author\x00Jan de Vries")
LONG_TEXT = chunk(b"iTXt", b"XML:com.adobe.xmp\x00Jan de Vries")
TAKEN = chunk(b"eXIf", exif())
WHEN = chunk(b"tIME", bytes(7))
OWN = chunk(b"prVt", b"Jan de Vries")


def kept(content: bytes) -> bytes:
    return b"".join(keep_of_png(content))


def test_texts_times_and_chunks_of_programs_go_and_what_shows_the_picture_stays() -> None:
    assert kept(png(TEXT, GAMMA, LONG_TEXT, TAKEN, WHEN, OWN, behind=b"<script>")) == png(GAMMA)


def test_a_picture_with_nothing_beside_it_is_the_very_same() -> None:
    assert kept(png(GAMMA)) == png(GAMMA)


def test_the_way_up_stays_in_a_chunk_that_is_whole() -> None:
    content = kept(png(chunk(b"eXIf", exif(6))))
    start = content.index(b"eXIf") + 4
    length = int.from_bytes(content[start - 8 : start - 4], "big")
    body = content[start : start + length]
    assert (read_orientation(body), b"Jan de Vries" in content) == (6, False)
    assert int.from_bytes(content[start + length : start + length + 4], "big") == zlib.crc32(b"eXIf" + body)


@pytest.mark.parametrize("content", [png()[:-4], png()[:20], b"\x89PNG\r\n\x1a\n", png(b"\xff\xff\xff\xff1234")])
def test_a_picture_that_is_not_made_as_png_says_is_refused(content: bytes) -> None:
    with pytest.raises(BrokenPictureError):
        kept(content)


@given(st.binary(max_size=300))
def test_any_bytes_are_taken_apart_or_refused(content: bytes) -> None:
    for tried in (b"\x89PNG\r\n\x1a\n" + content, png()[:33] + content):
        try:
            assert len(kept(tried)) <= len(tried) + 40
        except BrokenPictureError:
            continue
