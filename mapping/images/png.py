"""Takes the chunks of a PNG apart, without decoding it: those that belong to the picture, and those that do not.

Source: PNG third edition, sections 5 and 11.
"""

import zlib
from collections.abc import Iterator
from typing import Final

from mapping.images.forms import PNG_HEAD, BrokenPictureError
from mapping.images.orientation import UPRIGHT, read_orientation, write_orientation

_BELONGING: Final = frozenset(b"tRNS gAMA cHRM sRGB iCCP sBIT bKGD pHYs hIST acTL fcTL fdAT cICP mDCV cLLI".split())
"""Chunks besides the critical ones, without which a picture looks otherwise."""


def keep_of_png(content: bytes) -> Iterator[memoryview | bytes]:
    """The parts of a PNG that belong to the picture, in order. Raises BrokenPictureError."""
    view, position = memoryview(content), len(PNG_HEAD)
    yield view[:position]
    while True:
        length, kind = int.from_bytes(content[position : position + 4], "big"), content[position + 4 : position + 8]
        end = position + 12 + length
        if end > len(content) or not kind.isalpha():
            raise BrokenPictureError
        if kind[:1].isupper() or kind in _BELONGING:
            yield view[position:end]
        elif kind == b"eXIf":
            yield from _turned(content[position + 8 : end - 4])
        if kind == b"IEND":
            return
        position = end


def _turned(exif: bytes) -> Iterator[bytes]:
    """What of Exif tells the way up, in a chunk of its own; nothing where the picture stands upright."""
    turned = read_orientation(exif)
    if turned != UPRIGHT:
        body = write_orientation(turned)
        yield len(body).to_bytes(4, "big") + b"eXIf" + body + zlib.crc32(b"eXIf" + body).to_bytes(4, "big")
