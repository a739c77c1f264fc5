"""Leaves out of a picture what was written beside it: places, names, comments, and what a camera put behind its end.

Nothing is decoded: the parts of which a file consists are copied or left out. Which way up a picture stands, its colours
and its resolution stay. Sources: ITU T.81 annex B, Exif 2.32 section 4.5, PNG third edition section 11.
"""

import re
import zlib
from collections.abc import Iterator
from typing import Final, Literal

from mapping.images.forms import PNG_HEAD, Form

_ORIENTATION: Final = 0x0112
_UPRIGHT: Final = 1
_SHORT: Final = 3

_SOS: Final = 0xDA
_EOI: Final = 0xD9
_BARE: Final = frozenset({0x01, *range(0xD0, 0xD8)})
_APPLICATION: Final = frozenset(range(0xE0, 0xF0))
_COMMENT: Final = 0xFE
_EXIF: Final = b"Exif\x00\x00"
_ICC: Final = b"ICC_PROFILE\x00"
_NEXT_MARKER: Final = re.compile(rb"\xff+([^\x00\xd0-\xd7\xff])")

_PNG_KEPT: Final = frozenset(
    b"tRNS gAMA cHRM sRGB iCCP sBIT bKGD pHYs hIST acTL fcTL fdAT cICP mDCV cLLI".split()
)
"""Chunks besides the critical ones, without which a picture looks otherwise."""


class BrokenPictureError(ValueError):
    """A picture is not made as its form says, so that nobody can tell its parts."""


def strip_metadata(content: bytes, form: Form) -> bytes:
    """A JPEG or PNG without what was written beside it; any other form, and one that has nothing, as it is.

    Raises BrokenPictureError.
    """
    if form not in {"jpeg", "png"}:
        return content
    kept = list(_kept_of_jpeg(content) if form == "jpeg" else _kept_of_png(content))
    if sum(map(len, kept)) == len(content):
        return content
    return b"".join(kept)


def _kept_of_jpeg(content: bytes) -> Iterator[memoryview | bytes]:
    """The segments of a JPEG that stay; what of Exif tells the way up comes in a segment of its own."""
    view = memoryview(content)
    yield view[:2]
    position = 2
    while position < len(content):
        marker, start = _marker_at(content, position)
        if marker == _EOI:
            yield b"\xff\xd9"
            return
        if marker in _BARE:
            yield view[start - 2 : start]
            position = start
            continue
        length = int.from_bytes(content[start : start + 2], "big")
        end = start + length
        if length < 2 or end > len(content):  # noqa: PLR2004 - a length counts its own two bytes
            raise BrokenPictureError("a segment goes beyond the end")
        body = content[start + 2 : min(end, start + 2 + 65_533)]
        if marker == _SOS:
            end = _end_of_scan(content, end)
            yield view[start - 2 : end]
        elif marker == 0xE1 and body.startswith(_EXIF):
            turned = _orientation(body[len(_EXIF) :])
            if turned != _UPRIGHT:
                exif = _EXIF + _only_orientation(turned)
                yield b"\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif
        elif _stays(marker, body):
            yield view[start - 2 : end]
        position = end
    raise BrokenPictureError("no end")


def _marker_at(content: bytes, position: int) -> tuple[int, int]:
    """The marker at a position, and where what follows it begins; bytes that only fill are passed over."""
    end = position
    while end < len(content) and content[end] == 0xFF:  # noqa: PLR2004 - every marker begins with it
        end += 1
    if end == position or end >= len(content):
        raise BrokenPictureError("no marker where one belongs")
    return content[end], end + 1


def _end_of_scan(content: bytes, position: int) -> int:
    found = _NEXT_MARKER.search(content, position)
    if found is None:
        raise BrokenPictureError("no end")
    return found.start()


def _stays(marker: int, body: bytes) -> bool:
    """Whether a segment belongs to the picture itself: all but comments and what programs wrote for themselves."""
    if marker not in _APPLICATION:
        return marker != _COMMENT
    match marker - 0xE0:
        case 0:
            return body.startswith(b"JFIF\x00")
        case 2:
            return body.startswith(_ICC)
        case 14:
            return body.startswith(b"Adobe")
        case _:
            return False


def _kept_of_png(content: bytes) -> Iterator[memoryview | bytes]:
    view = memoryview(content)
    yield view[: len(PNG_HEAD)]
    position = len(PNG_HEAD)
    while position + 12 <= len(content):
        length = int.from_bytes(content[position : position + 4], "big")
        kind, end = content[position + 4 : position + 8], position + 12 + length
        if end > len(content) or not kind.isalpha():
            raise BrokenPictureError("a chunk goes beyond the end")
        if kind[:1].isupper() or kind in _PNG_KEPT:
            yield view[position:end]
        elif kind == b"eXIf" and (turned := _orientation(content[position + 8 : end - 4])) != _UPRIGHT:
            yield _chunk(b"eXIf", _only_orientation(turned))
        if kind == b"IEND":
            return
        position = end
    raise BrokenPictureError("no end")


def _chunk(kind: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")


def _orientation(exif: bytes) -> int:
    """Which way up a picture stands, from 1 to 8; upright where nothing readable tells."""
    order: Literal["little", "big"] = "little" if exif[:2] == b"II" else "big"
    start = int.from_bytes(exif[4:8], order)
    for number in range(int.from_bytes(exif[start : start + 2], order)):
        entry = exif[start + 2 + 12 * number : start + 14 + 12 * number]
        if len(entry) < 12:  # noqa: PLR2004 - the length of one entry
            break
        if int.from_bytes(entry[:2], order) == _ORIENTATION and int.from_bytes(entry[2:4], order) == _SHORT:
            turned = int.from_bytes(entry[8:10], order)
            return turned if 1 <= turned <= 8 else _UPRIGHT  # noqa: PLR2004 - there are eight ways
    return _UPRIGHT


def _only_orientation(turned: int) -> bytes:
    """Exif that tells the way up and nothing else."""
    entry = _ORIENTATION.to_bytes(2, "big") + _SHORT.to_bytes(2, "big") + (1).to_bytes(4, "big")
    return b"MM\x00*\x00\x00\x00\x08\x00\x01" + entry + turned.to_bytes(2, "big") + bytes(2) + bytes(4)
