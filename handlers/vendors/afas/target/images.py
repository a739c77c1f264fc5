"""Writes the pictures of articles into AFAS: one in each call, and never whole as a text.

Sources: AFASSoftware/OASContent OpenApiSpecs/profit/en (Artikelen: FileName and FileStream, 1 to 6 for further ones);
help.afas.nl, page App_Imp_FldSet_Optns_Img (which forms); AFAS's news of Profit 6 (further pictures).
"""

from secrets import token_hex
from typing import Final

from handlers.contracts.images import Picture
from handlers.vendors.afas.protocol import Element
from handlers.vendors.afas.protocol.payloads import CLEAR
from handlers.vendors.afas.target.party_presets import ARTICLE
from handlers.vendors.afas.target.product_books import ProductBooks
from handlers.vendors.afas.target.writes import Write
from relay.errors import Hold
from words.told import Told

FORMS: Final = frozenset({"jpeg", "bmp", "gif", "png", "tiff"})
MOST: Final = 7


class ProductPictures(ProductBooks):
    """Implements ``handlers.contracts.images.ImageTarget``, where each method's contract stands."""

    @property
    def image_forms(self) -> frozenset[str]:
        """The forms that Profit imports."""
        return FORMS

    @property
    def most_images(self) -> int:
        """How many pictures an article may have."""
        return MOST if self._books.settings.writing.products.extra_pictures else 1

    async def put_image(self, code: str, place: int, picture: Picture) -> str | None:
        """Set the picture at a place in the stead of whatever is there; AFAS tells no number of it.

        Raises Hold for a variant: in AFAS its pictures are those of its article, which it shares with others.
        """
        name, stream = _fields_at(place)
        mark = token_hex(16)
        element = Element({"ItCd": self._article(code), name: picture.file_name, stream: mark})
        await self._books.send_picture(ARTICLE, element, mark, picture.content)
        return None

    async def remove_image(self, code: str, place: int) -> bool:
        """Take away the picture at a place, where the connection says that AFAS does that."""
        if not self._books.settings.writing.products.empty_takes_picture_away:
            return False
        name, stream = _fields_at(place)
        element = Element({"ItCd": self._article(code), name: CLEAR, stream: CLEAR})
        await self._books.send(Write("PUT", ARTICLE, element))
        return True

    def _article(self, code: str) -> str:
        parts = self._products.variant(code)
        if parts is not None and any(parts[1:]):
            raise Hold(Told("afas.pictures_of_variants", code=code))
        return code


def _fields_at(place: int) -> tuple[str, str]:
    ending = "" if place == 1 else str(place - 1)
    return f"FileName{ending}", f"FileStream{ending}"
