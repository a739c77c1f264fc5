"""What is made of the bytes that came, and how the file is called."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.services.images.looked_at import NotHadError, look_at, name_of_file
from mapping.documents.product import Image
from tests.mapping.images.drawn import GIF, HTML, SVG, WEBP, chunk, jpeg, png, segment

TOLD = segment(0xFE, b"Jan de Vries")


@pytest.mark.parametrize("content", [GIF, WEBP, png(), jpeg()])
def test_a_picture_with_nothing_beside_it_is_sent_as_it_came(content: bytes) -> None:
    seen = look_at(content, strip=True)
    assert (seen.content, seen.digest) == (content, hashlib.sha256(content).hexdigest())
    assert seen.content is content
    assert str(len(content)) in repr(seen)


def test_what_stands_beside_a_picture_is_left_out_unless_a_setting_keeps_it() -> None:
    assert look_at(jpeg(TOLD), strip=True).content == jpeg()
    assert look_at(jpeg(TOLD), strip=False).content == jpeg(TOLD)
    assert look_at(png(chunk(b"tEXt", b"a\x00Jan")), strip=True).content == png()


@pytest.mark.parametrize(
    ("content", "told", "tries"),
    [
        (HTML, "html", "again"),
        (SVG, "svg", "again"),
        (b"", "nothing", "again"),
        (jpeg()[:-2], "end is missing", "again"),
        (jpeg(b"stray"), "not made as that form says", "never"),
    ],
)
def test_what_cannot_be_sent_is_told_and_none_of_its_bytes(content: bytes, told: str, tries: str) -> None:
    with pytest.raises(NotHadError, match=told) as caught:
        look_at(content, strip=True)
    assert caught.value.again is (tries == "again")
    assert "alert" not in str(caught.value)


def image(address: str = "afas:image/17", file_name: str | None = None, place: int = 1) -> Image:
    return Image(id="1", place=place, address=address, file_name=file_name)


@pytest.mark.parametrize(
    ("address", "file_name", "form", "name"),
    [
        ("https://cdn.example.com/files/a.gif?v=1", None, "gif", "a.gif"),
        ("https://cdn.example.com/files/a.gif?v=3", None, "png", "a.png"),
        ("https://cdn.example.com/files/kop%20%C3%A9%C3%A9n.jpg", None, "jpeg", "kop één.jpg"),
        ("https://cdn.example.com/files/a%2F..%2Fb.jpg", None, "jpeg", "b.jpg"),
        ("https://cdn.example.com/", None, "tiff", "A-1.tif"),
        ("afas:image/17", None, "gif", "A-1.gif"),
        ("afas:image/17", "Mok.JPG", "gif", "Mok.gif"),
        ("afas:image/17", "C:\\foto's\\mok rood.jpeg", "jpeg", "mok rood.jpg"),
        ("afas:image/17", "../../etc/passwd", "png", "passwd.png"),
        ("afas:image/17", '<b>"x".png', "png", "b--x.png"),
        ("afas:image/17", ".png", "png", "A-1.png"),
        ("afas:image/17", "versie 1.2 groot", "png", "versie 1.2 groot.png"),
    ],
)
def test_a_name_ends_as_the_bytes_are_and_holds_no_path_and_no_query(
    address: str, file_name: str | None, form: str, name: str
) -> None:
    assert name_of_file(image(address, file_name), "A-1", form) == name


def test_further_pictures_without_a_name_are_told_apart() -> None:
    assert [name_of_file(image(place=place), "A/1", "png") for place in (1, 2)] == ["A-1.png", "A-1-2.png"]


@given(st.text(max_size=300), st.text(min_size=1, max_size=300))
def test_any_name_is_short_and_none_of_a_path(file_name: str, code: str) -> None:
    written = Image.model_construct(id="1", place=1, address="afas:image/1", file_name=file_name)
    name = name_of_file(written, code, "jpeg")
    assert name.endswith(".jpg")
    assert len(name) <= 104
    assert not set(name) & set('/\\?*:"<>|\n\r\x00')
