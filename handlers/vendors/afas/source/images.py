"""Fetches pictures and files from AFAS by the addresses that the relay gives them where products are read.

======================================  =================================================================
``afas:image/{number}``                 ImageConnector, the original
``afas:file/{number}/{name}``           FileConnector, by number and original name
``afas:subject/{number}/{file}``        a file of a dossier item, by its number and the item's
``afas:column/{connector}/{key column}/{key}/{column}``  a column of a GetConnector that holds base64
======================================  =================================================================

Each part is percent-encoded. Sources: AFASSoftware/OASContent OpenApiSpecs/profit/en (Image, File, Subject);
help.afas.nl, page App_Cnr_Rest_FileCn: 404 also where a right lacks.
"""

from typing import Final
from urllib.parse import quote, unquote

from handlers.vendors.afas.client import AfasClient
from handlers.vendors.afas.protocol import Call, Condition, Operator, all_of, page_query, read_path
from mapping.documents.product import Image
from relay.errors import Hold
from words.told import Told

SCHEME: Final = "afas:"
_DATA: Final = ("filedata",)
_ORIGINAL: Final = "format=0"


def image_address(*parts: str) -> str:
    """The address of a picture, such as ``image_address("image", "17")``.

    >>> image_address("file", "{A-1}", "kop 1.jpg")
    'afas:file/%7BA-1%7D/kop%201.jpg'
    """
    return SCHEME + "/".join(quote(part, safe="") for part in parts)


class AfasImages:
    """Implements ``handlers.contracts.images.ImageSource`` for one connection."""

    def __init__(self, client: AfasClient) -> None:
        self._client = client

    async def fetch_image(self, image: Image, most: int) -> bytes | None:
        """The bytes of a picture; None where AFAS has none there. Raises Hold for an address that is none of ours."""
        parts = [unquote(part) for part in image.address.removeprefix(SCHEME).split("/")]
        match parts if image.address.startswith(SCHEME) else []:
            case ["image", number]:
                return await self._ask("/imageconnector", [number], most, _ORIGINAL)
            case ["file", number, name]:
                return await self._ask("/fileconnector", [number, name], most)
            case ["subject", subject, file]:
                return await self._ask("/subjectconnector", [subject, file], most)
            case ["column", connector, key_column, key, column]:
                query = page_query(all_of(Condition(key_column, Operator.EQUAL, key)), (), take=1)
                path = read_path(connector)
                return await self._client.file(Call("GET", path, about="pictures"), f"{path}?{query}", [column], most)
            case _:
                raise Hold(Told("afas.image_address"))

    async def _ask(self, service: str, values: list[str], most: int, query: str = "") -> bytes | None:
        path = "/".join((service, *(quote(value, safe="") for value in values))) + (f"?{query}" if query else "")
        template = service + "/{value}" * len(values)
        return await self._client.file(Call("GET", template), path, _DATA, most)
