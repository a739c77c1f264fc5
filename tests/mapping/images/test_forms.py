"""What bytes are, whatever their name or their sender says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapping.images.forms import form_of, is_whole, name_no_picture
from tests.mapping.images.drawn import BMP, GIF, HTML, SVG, TIFF, WEBP, jpeg, png

PICTURES = {"gif": GIF, "webp": WEBP, "bmp": BMP, "tiff": TIFF, "png": png(), "jpeg": jpeg()}


@pytest.mark.parametrize(("form", "content"), PICTURES.items())
def test_a_picture_is_known_by_its_first_bytes_and_is_whole(form: str, content: bytes) -> None:
    found = form_of(content)
    assert found == form
    assert is_whole(content, found)


@pytest.mark.parametrize("form", ["gif", "webp", "bmp", "png", "jpeg"])
def test_a_picture_that_was_cut_is_not_whole(form: str) -> None:
    content = PICTURES[form]
    cut = content[: len(content) - 3]
    found = form_of(cut)
    assert found == form
    assert not is_whole(cut, found)


def test_what_a_camera_writes_behind_a_picture_leaves_it_whole() -> None:
    assert is_whole(jpeg(behind=bytes(40_000)), "jpeg")
    assert is_whole(png(behind=b"more"), "png")
    assert is_whole(GIF + b"\r\n\x00", "gif")


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (HTML, "html"),
        (b"\xef\xbb\xbf" + HTML, "html"),
        (SVG, "svg"),
        (b"<svg onload='x'/>", "svg"),
        (b"<Error><Code>AccessDenied</Code></Error>", "xml"),
        (b'{"error": "expired"}', "json"),
        (b"", "nothing"),
        (b"not found", "text"),
        (bytes(90), "unknown"),
    ],
)
def test_what_is_no_picture_is_told_by_what_it_looks_like(content: bytes, name: str) -> None:
    assert form_of(content) is None
    assert name_no_picture(content) == name


def test_a_page_that_hides_behind_the_name_of_a_picture_is_a_page() -> None:
    assert form_of(b"GIF" + HTML) is None
    assert form_of(b"BM" + HTML) is None


@given(st.binary(max_size=200))
def test_any_bytes_are_looked_at_without_a_failure(content: bytes) -> None:
    form = form_of(content)
    if form is None:
        assert name_no_picture(content)
    else:
        assert is_whole(content, form) in {True, False}
