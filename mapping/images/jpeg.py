"""Takes the segments of a JPEG apart, without decoding it: those that belong to the picture, and those that do not.

Source: ITU T.81 annex B; Exif 2.32 section 4.5. Behind the end stands a second picture of a camera, with Exif of
its own, or nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from mapping.images.forms import BrokenPictureError
from mapping.images.orientation import UPRIGHT, read_orientation, write_orientation

_SOS: Final = 0xDA
_EOI: Final = 0xD9
_APP0: Final = 0xE0
_APP1: Final = 0xE1
_APP15: Final = 0xEF
_COMMENT: Final = 0xFE
_WITHOUT_LENGTH: Final = frozenset({0x01, *range(0xD0, 0xD8), _EOI})
_EXIF: Final = b"Exif\x00\x00"
_BELONGING: Final = {0: b"JFIF\x00", 2: b"ICC_PROFILE\x00", 14: b"Adobe"}
"""Segments of programs that say how the picture looks, by their number and how they begin."""

_NEXT_MARKER: Final = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]")


@dataclass(frozen=True, slots=True)
class _Segment:
    """A marker with all that belongs to it: from its last ``0xFF`` at ``start`` up to ``end``."""

    marker: int
    start: int
    end: int


def keep_of_jpeg(content: bytes) -> Iterator[memoryview | bytes]:
    """The parts of a JPEG that belong to the picture, in order. Raises BrokenPictureError."""
    view = memoryview(content)
    yield view[:2]
    for segment in _segments(content):
        if segment.marker == _APP1:
            yield from _turned(content[segment.start + 4 : segment.end])
        elif _belongs(segment.marker, content[segment.start + 4 : segment.start + 4 + 16]):
            yield view[segment.start : segment.end]


def _segments(content: bytes) -> Iterator[_Segment]:
    """All segments behind the first marker, up to the end of the picture; a scan with the data behind it."""
    position = 2
    while True:
        start = _marker_at(content, position)
        marker, end = content[start + 1], start + 2
        if marker not in _WITHOUT_LENGTH:
            length = int.from_bytes(content[end : end + 2], "big")
            end += length
            if length < 2 or end > len(content):  # noqa: PLR2004 - a length counts its own two bytes
                raise BrokenPictureError
        if marker == _SOS:
            found = _NEXT_MARKER.search(content, end)
            if found is None:
                raise BrokenPictureError
            end = found.start()
        yield _Segment(marker, start, end)
        if marker == _EOI:
            return
        position = end


def _marker_at(content: bytes, position: int) -> int:
    """Where the marker that stands at a position begins; bytes before it that only fill are passed over."""
    end = position
    while content[end : end + 1] == b"\xff":
        end += 1
    if end == position or end >= len(content):
        raise BrokenPictureError
    return end - 1


def _turned(body: bytes) -> Iterator[bytes]:
    """What of Exif tells the way up, in a segment of its own; nothing where the picture stands upright."""
    turned = read_orientation(body[len(_EXIF) :]) if body.startswith(_EXIF) else UPRIGHT
    if turned != UPRIGHT:
        exif = _EXIF + write_orientation(turned)
        yield bytes((0xFF, _APP1)) + (len(exif) + 2).to_bytes(2, "big") + exif


def _belongs(marker: int, beginning: bytes) -> bool:
    """Whether a segment belongs to the picture: all but comments and what programs wrote for themselves."""
    if not _APP0 <= marker <= _APP15:
        return marker != _COMMENT
    return beginning.startswith(_BELONGING.get(marker - _APP0, b"no such"))
