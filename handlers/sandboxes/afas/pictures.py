"""Pictures of articles: written with them as base64, kept as bytes, and given out by ImageConnector and FileConnector.

Sources: AFASSoftware/OASContent OpenApiSpecs/profit/en (Image, File, Artikelen); https://help.afas.nl, page
App_Imp_FldSet_Optns_Img: JPG, BMP, GIF, PNG and TIF are taken and a thumbnail is made; extra pictures since Profit 6.
"""

import binascii
from base64 import b64decode, b64encode
from mimetypes import guess_type

from handlers.sandboxes.afas.behaviour import Behaviour
from handlers.sandboxes.afas.goods import GoodsBook
from handlers.sandboxes.afas.journal import Journal
from handlers.sandboxes.afas.payloads import Record
from handlers.sandboxes.afas.refusals import RefusedError, Text
from handlers.sandboxes.afas.tables import Stored

MOST_EXTRA = 6
_HEADS = (b"\xff\xd8\xff", b"BM", b"GIF8", b"\x89PNG", b"II*\x00", b"MM\x00*")
_FORMATS = {"0": 1, "1": 64, "2": 8}
"""The formats of ImageConnector, and what part of a picture's bytes each of them gives here."""

_RE_ENCODED = b"\xff\xfe\x00\x0cre-encoded"


class PictureDesk:
    """Writes pictures beside their articles, and tells of each what was sent: ``contents`` by number of the picture."""

    def __init__(self, goods: GoodsBook, journal: Journal, behaviour: Behaviour) -> None:
        self.contents: dict[str, bytes] = {}
        self._goods = goods
        self._journal = journal
        self._behaviour = behaviour
        self._last = 0

    def write(self, code: str, record: Record) -> None:
        """Keep the pictures of a record of FbItemArticle, and take their fields out of it. Raises RefusedError."""
        for number in range(MOST_EXTRA + 1):
            ending = str(number or "")
            name, stream = (record.fields.pop(f"{field}{ending}", _LEFT) for field in ("FileName", "FileStream"))
            if stream is _LEFT:
                continue
            if number and self._behaviour.extra_pictures == "refused":
                raise RefusedError(500, Text.UNLISTED, f"FileName{ending}")
            if stream is None:
                self._clear(code, number + 1)
            else:
                self.put(code, number + 1, str(name or ""), _decode(f"FileStream{ending}", str(stream)))

    def put(self, code: str, place: int, file_name: str, content: bytes) -> str:
        """Set the picture at a place, 1 being the main one, as somebody in Profit does; its number."""
        if not file_name:
            raise RefusedError(500, Text.MISSING, "Naam bestand")
        self._take_away(code, place)
        self._last += 1
        number = str(self._last)
        row: dict[str, Stored] = {"ItCd": code, "place": place, "id": number, "file_name": file_name}
        self._goods.images.append({**row, "modified": self._goods.stamp()})
        self._journal.add(self.contents, number, content)
        return number

    def of_article(self, code: str) -> dict[int, tuple[str, bytes]]:
        """The pictures of an article by their place: the file's name and the bytes as they were sent."""
        rows = [row for row in self._goods.images if str(row["ItCd"]).upper() == code.upper()]
        return {int(str(row["place"])): (str(row["file_name"]), self.contents[str(row["id"])]) for row in rows}

    def show_image(self, number: str, size: str) -> dict[str, Stored]:
        """A picture as ``/imageconnector/{number}?format={size}`` gives it. Raises RefusedError."""
        if size not in _FORMATS:
            raise RefusedError(400, Text.BAD_VALUE, "format")
        row = self._row(number)
        content = self.contents[number]
        content = content[: max(len(content) // _FORMATS[size], 1)] + self._added()
        kind = guess_type(str(row["file_name"]))[0] or "application/octet-stream"
        return {"filedata": b64encode(content).decode(), "mimetype": kind}

    def show_file(self, number: str, name: str) -> dict[str, Stored]:
        """The same as ``/fileconnector/{number}/{name}`` gives it, where the name is that of the file."""
        row = self._row(number)
        if str(row["file_name"]).lower() != name.lower():
            raise RefusedError(404)
        return {"filename": row["file_name"], **self.show_image(number, "0")}

    def _row(self, number: str) -> dict[str, Stored]:
        found = next((row for row in self._goods.images if row["id"] == number), None)
        if found is None:
            raise RefusedError(404)
        return found

    def _added(self) -> bytes:
        return _RE_ENCODED if self._behaviour.pictures == "re_encoded" else b""

    def _clear(self, code: str, place: int) -> None:
        if self._behaviour.emptied_pictures == "taken_away":
            self._take_away(code, place)

    def _take_away(self, code: str, place: int) -> None:
        images = self._goods.images
        self._journal.rows(images)
        images[:] = [row for row in images if (str(row["ItCd"]).upper(), row["place"]) != (code.upper(), place)]


_LEFT = object()


def _decode(field: str, stream: str) -> bytes:
    try:
        content = b64decode(stream, validate=True)
    except binascii.Error:
        raise RefusedError(500, Text.BAD_VALUE, field) from None
    if not content.startswith(_HEADS):
        raise RefusedError(500, Text.BAD_VALUE, field)
    return content
