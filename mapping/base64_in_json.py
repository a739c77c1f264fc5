"""Takes base64 out of JSON as it comes in, and puts it into JSON as it goes out, so that no such text is ever whole.

A picture of 20 MB within JSON is a text of 27 MB, and a parser has it several times over. Here the bytes of one text
are decoded chunk by chunk; what is left is JSON with an empty text in that place, small enough for a parser.
"""

import binascii
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from io import BytesIO
from typing import Final

MOST_BESIDE: Final = 65_536
"""How many bytes the JSON may have beside the text that is cut out of it."""

_CHUNK: Final = 3 * 16_384
_BLANKS: Final = b" \t\r\n"
_LONGEST_NAME: Final = 256
_ESCAPES: Final = {b"/": b"/", b"n": b"", b"r": b"", b"t": b"", b'"': b'"', b"\\": b"\\"}
_UNICODE: Final = 6


class CutError(ValueError):
    """The text cannot be cut out: it is no base64, or it or what stands beside it is too large. Quotes nothing."""

    def __init__(self, *, too_large: bool = False) -> None:
        super().__init__("too large" if too_large else "no base64")
        self.too_large = too_large


class _At(Enum):
    STRUCTURE = auto()
    TEXT = auto()
    CUT = auto()


class Base64Cutter:
    """Cuts the first text under one of the ``names``, in any case, out of JSON; at most ``most`` bytes of it.

    ``content`` is what was cut out, None where there was no such text; ``rest`` is all else.
    """

    def __init__(self, *names: str, most: int) -> None:
        self._names = {name.casefold().encode() for name in names}
        self._most = most
        self._at = _At.STRUCTURE
        self._left = b""
        self._text = bytearray()
        self._name: bytes | None = None
        self._content: BytesIO | None = None
        self._digits = b""
        self._is_head = True
        self._rest = bytearray()

    @property
    def rest(self) -> bytes:
        """The JSON with an empty text in the place of the one that was cut out; call it after the last chunk."""
        return bytes(self._rest) + self._left

    def take_content(self) -> bytes | None:
        """What was cut out, once; the cutter keeps none of it. Raises CutError where the base64 is incomplete."""
        if self._at is _At.CUT or len(self._digits.rstrip(b"=")) == 1:
            raise CutError
        if self._content is None:
            return None
        self._decode(self._digits + b"=" * (-len(self._digits) % 4))
        content, self._content = self._content, None
        return content.getvalue()

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes. Raises CutError."""
        data, position = self._left + chunk, 0
        self._left = b""
        while position < len(data):
            after = {_At.STRUCTURE: self._structure, _At.TEXT: self._inside, _At.CUT: self._cut}[self._at](
                data, position
            )
            if after == position:  # an escape that is not whole yet
                self._left = data[position:]
                return
            position = after

    def _keep(self, kept: bytes) -> None:
        self._rest += kept
        if len(self._rest) > MOST_BESIDE:
            raise CutError(too_large=True)

    def _structure(self, data: bytes, position: int) -> int:
        quote = data.find(b'"', position)
        between = data[position : quote if quote >= 0 else len(data)]
        self._keep(between)
        signs = between.translate(None, _BLANKS)
        if signs == b":" and self._text:
            self._name = bytes(self._text).lower()
        elif signs:
            self._name = None
        if signs:
            self._text.clear()
        if quote < 0:
            return len(data)
        self._keep(b'"')
        wanted = self._name in self._names and self._content is None and not self._text
        self._at, self._text = (_At.CUT if wanted else _At.TEXT), bytearray()
        if wanted:
            self._content = BytesIO()
        return quote + 1

    def _inside(self, data: bytes, position: int) -> int:
        """Pass over a text, up to its end or to an escape."""
        end = _end_of_plain(data, position)
        if end == position and data[end : end + 1] == b"\\":
            if end + 2 > len(data):
                return position
            end += 2
        elif end == position:
            self._at, self._name = _At.STRUCTURE, None
            self._keep(b'"')
            return end + 1
        self._keep(data[position:end])
        if len(self._text) <= _LONGEST_NAME:
            self._text += data[position:end]
        return end

    def _cut(self, data: bytes, position: int) -> int:
        end = _end_of_plain(data, position)
        if end > position:
            self._digit(data[position:end])
            return end
        if data[end : end + 1] == b'"':
            self._at, self._name = _At.STRUCTURE, None
            self._keep(b'"')
            return end + 1
        length = _UNICODE if data[end + 1 : end + 2] == b"u" else 2
        if end + length > len(data):
            return position
        self._digit(_unescape(data[end + 1 : end + length]))
        return end + length

    def _digit(self, digits: bytes) -> None:
        """Decode more digits, as many as make whole bytes; a ``data:`` in front is passed over."""
        digits = self._digits + digits.translate(None, _BLANKS)
        if self._is_head and b"data:".startswith(digits[:5]):
            if b"," not in digits:
                self._digits = digits
                if len(digits) > _LONGEST_NAME:
                    raise CutError
                return
            digits = digits.partition(b",")[2]
        self._is_head = self._is_head and not digits
        whole = len(digits) - len(digits) % 4
        self._digits = digits[whole:]
        self._decode(digits[:whole])

    def _decode(self, digits: bytes) -> None:
        if self._content is None or not digits:
            return
        if self._content.tell() + len(digits) * 3 // 4 - 2 > self._most:
            raise CutError(too_large=True)
        try:
            self._content.write(binascii.a2b_base64(digits, strict_mode=True))
        except binascii.Error:
            raise CutError from None
        if self._content.tell() > self._most:
            raise CutError(too_large=True)


def _end_of_plain(data: bytes, position: int) -> int:
    """Where the next quote or backslash is, or the end."""
    found = [place for place in (data.find(b'"', position), data.find(b"\\", position)) if place >= 0]
    return min(found, default=len(data))


def _unescape(escape: bytes) -> bytes:
    if escape[:1] == b"u":
        try:
            return chr(int(escape[1:], 16)).encode("ascii")
        except ValueError:
            raise CutError from None
    if escape not in _ESCAPES:
        raise CutError
    return _ESCAPES[escape]


@dataclass(frozen=True, slots=True)
class Base64InJson:
    """JSON in which the bytes ``content`` stand as base64 in the place of ``mark``, a text that comes in it once.

    Iterating gives it chunk by chunk, each time anew; ``length`` is in bytes.
    """

    document: bytes
    mark: str
    content: bytes

    def __repr__(self) -> str:
        return f"Base64InJson({len(self.content)} bytes)"

    @property
    def length(self) -> int:
        """How many bytes the JSON has as it is sent."""
        return len(self.document) - len(self.mark) + 4 * ((len(self.content) + 2) // 3)

    def __iter__(self) -> Iterator[bytes]:
        before, _, after = self.document.partition(self.mark.encode())
        yield before
        view = memoryview(self.content)
        for start in range(0, len(view), _CHUNK):
            yield b64encode(view[start : start + _CHUNK])
        yield after
