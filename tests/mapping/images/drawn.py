"""Pictures made for tests, byte by byte: small, whole, and with as much written beside them as one likes."""

import struct
import zlib
from typing import Final

GIF: Final = bytes.fromhex(
    "47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002014400 3b".replace(" ", "")
)
WEBP: Final = b"RIFF" + (34).to_bytes(4, "little") + b"WEBPVP8 " + bytes(26)
BMP: Final = (
    b"BM" + (58).to_bytes(4, "little") + bytes(4) + (54).to_bytes(4, "little") + (40).to_bytes(4, "little") + bytes(40)
)
TIFF: Final = b"II*\x00" + (8).to_bytes(4, "little") + bytes(20)
SVG: Final = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML: Final = b"\n<!DOCTYPE html><html><body><h1>400 Bad request</h1></body></html>"


def chunk(kind: bytes, body: bytes) -> bytes:
    """One chunk of a PNG."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(*beside: bytes, colour: int = 0, behind: bytes = b"") -> bytes:
    """A picture of one pixel, with chunks ``beside`` it."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    data = chunk(b"IDAT", zlib.compress(bytes((0, colour))))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(beside) + data + chunk(b"IEND", b"") + behind


def segment(marker: int, body: bytes) -> bytes:
    """One segment of a JPEG."""
    return bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body


JFIF: Final = segment(0xE0, b"JFIF\x00\x01\x02\x00\x00\x01\x00\x01\x00\x00")
FRAME: Final = segment(0xC0, b"\x08\x00\x01\x00\x01\x01\x01\x11\x00")
TABLES: Final = segment(0xDB, bytes(65)) + segment(0xC4, bytes(20))


def jpeg(*beside: bytes, data: bytes = b"\x12\xff\x00\x34\xff\xd0\x56", behind: bytes = b"") -> bytes:
    """A picture of one scan that nobody could show, made as JPEG says, with segments ``beside`` it."""
    scan = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + data
    return b"\xff\xd8" + JFIF + b"".join(beside) + TABLES + FRAME + scan + b"\xff\xd9" + behind


def exif(turned: int = 1, *, order: str = "<", text: bytes = b"Jan de Vries, 52.0907 5.1214") -> bytes:
    """Exif with which way up a picture stands, and a text of whoever took it."""
    mark = b"II" if order == "<" else b"MM"
    head = mark + struct.pack(f"{order}HI", 42, 8)
    entries = [(0x010E, 2, len(text), 8 + 2 + 24 + 4), (0x0112, 3, 1, None)]
    body = struct.pack(f"{order}H", len(entries))
    for tag, kind, count, value in entries:
        shown = struct.pack(f"{order}HH", turned, 0) if value is None else struct.pack(f"{order}I", value)
        body += struct.pack(f"{order}HHI", tag, kind, count) + shown
    return head + body + bytes(4) + text
