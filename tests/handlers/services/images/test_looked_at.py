"""What is made of the bytes that came."""

import hashlib

import pytest

from handlers.services.images.looked_at import NotHadError, look_at
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
