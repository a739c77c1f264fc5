"""Reads which way up a picture stands out of its Exif, and writes Exif that tells nothing else.

Source: Exif 2.32 section 4.6.4 (tag 0x0112), TIFF 6.0 section 2.
"""

from typing import Final, Literal

UPRIGHT: Final = 1
_LAST: Final = 8
_ORIENTATION: Final = 0x0112
_SHORT: Final = 3
_ENTRY: Final = 12


def read_orientation(exif: bytes) -> int:
    """Which way up, from 1 to 8; upright where nothing readable tells.

    >>> read_orientation(write_orientation(6)), read_orientation(b"")
    (6, 1)
    """
    order: Literal["little", "big"] = "little" if exif[:2] == b"II" else "big"
    start = int.from_bytes(exif[4:8], order)
    for number in range(int.from_bytes(exif[start : start + 2], order)):
        entry = exif[start + 2 + _ENTRY * number : start + 2 + _ENTRY * (number + 1)]
        if len(entry) < _ENTRY:
            break
        tag, kind = (int.from_bytes(entry[place : place + 2], order) for place in (0, 2))
        if tag == _ORIENTATION and kind == _SHORT:
            turned = int.from_bytes(entry[8:10], order)
            return turned if UPRIGHT <= turned <= _LAST else UPRIGHT
    return UPRIGHT


def write_orientation(turned: int) -> bytes:
    """Exif that tells the way up and nothing else."""
    entry = _ORIENTATION.to_bytes(2, "big") + _SHORT.to_bytes(2, "big") + (1).to_bytes(4, "big")
    return b"MM\x00*\x00\x00\x00\x08\x00\x01" + entry + turned.to_bytes(2, "big") + bytes(2) + bytes(4)
