"""What stays of a JPEG, and what was only written beside it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapping.images.forms import BrokenPictureError
from mapping.images.jpeg import keep_of_jpeg
from mapping.images.orientation import read_orientation
from tests.mapping.images.drawn import exif, jpeg, segment


def kept(content: bytes) -> bytes:
    return b"".join(keep_of_jpeg(content))


ICC = segment(0xE2, b"ICC_PROFILE\x00\x01\x01profile")
ADOBE = segment(0xEE, b"Adobe\x00\x64")
TAKEN = segment(0xE1, b"Exif\x00\x00" + exif())
XMP = segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta>Jan de Vries</x:xmpmeta>")
IPTC = segment(0xED, b"Photoshop 3.0\x00Jan de Vries")
COMMENT = segment(0xFE, b"Jan de Vries <script>")
SECOND = segment(0xE2, b"MPF\x00second picture")


def test_places_names_and_comments_go_and_colours_stay() -> None:
    content = jpeg(TAKEN, XMP, ICC, IPTC, COMMENT, ADOBE, SECOND, behind=jpeg(TAKEN))
    assert kept(content) == jpeg(ICC, ADOBE)


def test_a_picture_with_nothing_beside_it_is_the_very_same() -> None:
    assert kept(jpeg(ICC)) == jpeg(ICC)


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("turned", [3, 6, 8])
def test_the_way_up_stays_and_nothing_else_of_exif(turned: int, order: str) -> None:
    content = kept(jpeg(segment(0xE1, b"Exif\x00\x00" + exif(turned, order=order)), ICC))
    assert b"Jan de Vries" not in content
    start = content.index(b"Exif\x00\x00") + 6
    assert read_orientation(content[start:]) == turned


def test_markers_within_the_data_end_no_scan_and_several_scans_stay() -> None:
    progressive = jpeg(
        data=b"\x01\xff\x00\x02\xff\xd7\x03" + segment(0xC4, b"table") + segment(0xDA, b"\x00") + b"\x04\xff\x00"
    )
    assert kept(progressive) == progressive


def test_bytes_that_fill_before_a_marker_are_passed_over() -> None:
    assert kept(jpeg(b"\xff\xff\xff", ICC)) == jpeg(ICC)


@pytest.mark.parametrize(
    "content",
    [
        jpeg()[:-2],
        b"\xff\xd8\xff",
        b"\xff\xd8" + segment(0xE1, b"Exif")[:-2],
        jpeg(b"stray"),
        b"\xff\xd8\xff\xe1\x00\x01",
        b"\xff\xd8\xff\xda\x00\x02",
    ],
)
def test_a_picture_that_is_not_made_as_jpeg_says_is_refused(content: bytes) -> None:
    with pytest.raises(BrokenPictureError):
        kept(content)


@given(st.binary(max_size=300))
def test_any_bytes_are_taken_apart_or_refused(content: bytes) -> None:
    for tried in (b"\xff\xd8" + content, jpeg()[:30] + content):
        try:
            assert len(kept(tried)) <= len(tried) + 40
        except BrokenPictureError:
            continue


@given(st.lists(st.sampled_from([TAKEN, XMP, IPTC, COMMENT, ICC, ADOBE]), max_size=12))
def test_what_is_kept_is_kept_again_and_holds_no_name(beside: list[bytes]) -> None:
    once = kept(jpeg(*beside))
    assert kept(once) == once
    assert b"Jan de Vries" not in once
