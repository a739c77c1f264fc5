"""Says which form a picture has by its first bytes, and whether its end is there; never by its name or what is told.

Only forms in which a picture holds no script are known. SVG and HTML are texts that do, so they are no picture here.
Sources: ITU T.81 annex B (JPEG), PNG third edition, GIF89a, WebP container specification, BITMAPFILEHEADER, TIFF 6.0.
"""

from typing import Final, Literal

Form = Literal["jpeg", "png", "gif", "webp", "bmp", "tiff"]

ENDINGS: Final[dict[str, str]] = {
    "jpeg": "jpg",
    "png": "png",
    "gif": "gif",
    "webp": "webp",
    "bmp": "bmp",
    "tiff": "tif",
}
"""How the name of a file of each form ends."""

Text = Literal["html", "svg", "xml", "json", "text", "unknown", "nothing"]
"""What bytes that are no picture may be; an error page is known as such."""

PNG_HEAD: Final = b"\x89PNG\r\n\x1a\n"
_PNG_END: Final = b"IEND\xaeB`\x82"
_JPEG_END: Final = b"\xff\xd9"
_BMP_HEADERS: Final = frozenset({12, 40, 52, 56, 64, 108, 124})
_LEAST: Final = 24
_AFTER_THE_END: Final = 65_536
"""How many bytes may follow the end of a JPEG: cameras write a second, small picture or zeros behind it."""


class BrokenPictureError(ValueError):
    """A picture is not made as its form says, so that nobody can tell its parts."""


def form_of(content: bytes) -> Form | None:  # noqa: PLR0911 - one return a form
    """The form of a picture; None where the bytes are none that is known.

    >>> form_of(b"GIF89a" + bytes(20)), form_of(b"<html>" + bytes(20))
    ('gif', None)
    """
    head = content[:16]
    if len(content) < _LEAST:
        return None
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if head.startswith(PNG_HEAD):
        return "png"
    if head[:6] in {b"GIF87a", b"GIF89a"}:
        return "gif"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[:4] in {b"II*\x00", b"MM\x00*"}:
        return "tiff"
    if head[:2] == b"BM" and int.from_bytes(content[14:18], "little") in _BMP_HEADERS:
        return "bmp"
    return None


def is_whole(content: bytes, form: Form) -> bool:
    """Whether the end of a picture is there, as far as its form says where that is."""
    match form:
        case "jpeg":
            return _JPEG_END in content[-_AFTER_THE_END:]
        case "png":
            return _PNG_END in content[-_AFTER_THE_END:]
        case "gif":
            return content[-64:].rstrip(b"\x00\r\n ").endswith(b";")
        case "webp":
            return len(content) >= 8 + int.from_bytes(content[4:8], "little")
        case "bmp":
            return len(content) >= int.from_bytes(content[2:6], "little")
        case "tiff":
            order: Literal["little", "big"] = "little" if content.startswith(b"II") else "big"
            return int.from_bytes(content[4:8], order) < len(content)


def name_no_picture(content: bytes) -> Text:
    """What bytes that are no picture look like.

    >>> name_no_picture(b" <!DOCTYPE html><p>"), name_no_picture(b""), name_no_picture(b"{}")
    ('html', 'nothing', 'json')
    """
    if not content:
        return "nothing"
    head = content[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if b"<svg" in head:
        return "svg"
    if b"<!doctype html" in head or b"<html" in head or b"<body" in head:
        return "html"
    if head.startswith(b"<"):
        return "xml"
    if head.startswith((b"{", b"[")):
        return "json"
    return "text" if head.isascii() and b"\x00" not in head else "unknown"
