"""Writes the pictures of articles into AFAS: one in each call, and never whole as a text.

Sources: AFASSoftware/OASContent OpenApiSpecs/profit/en (Artikelen: FileName and FileStream, 1 to 6 for further ones);
help.afas.nl, page App_Imp_FldSet_Optns_Img (which forms); AFAS's news of Profit 6 (further pictures).
"""

from secrets import token_hex
from typing import Final

from pydantic import BaseModel, Field

from handlers.contracts.images import Picture
from handlers.vendors.afas.client import AfasClient
from handlers.vendors.afas.protocol import Element
from handlers.vendors.afas.protocol.payloads import CLEAR
from relay.settings.types import FROZEN

ARTICLE: Final = "FbItemArticle"
FORMS: Final = frozenset({"jpeg", "bmp", "gif", "png", "tiff"})
MOST: Final = 7


class AfasPictures(BaseModel):
    """What this environment does with pictures of articles, where no public page tells it."""

    model_config = FROZEN

    extra: bool = Field(
        default=True, description="An article may have six pictures besides the main one, as since Profit 6."
    )
    emptied_by_empty_text: bool = Field(
        default=False,
        description="AFAS takes a picture away where its name and content are sent empty, of which no public page "
        "tells; no: none is taken away, which is told.",
    )


class ArticlePictures:
    """Implements ``handlers.contracts.images.ImageTarget`` for one connection."""

    def __init__(self, client: AfasClient, settings: AfasPictures) -> None:
        self._client = client
        self._settings = settings

    @property
    def image_forms(self) -> frozenset[str]:
        """The forms that Profit imports."""
        return FORMS

    @property
    def most_images(self) -> int:
        """How many pictures an article may have."""
        return MOST if self._settings.extra else 1

    async def put_image(self, code: str, place: int, picture: Picture) -> str | None:
        """Set the picture at a place in the stead of whatever is there. AFAS tells no number of it."""
        name, stream = _fields_at(place)
        mark = token_hex(16)
        element = Element({"ItCd": code, name: picture.file_name, stream: mark})
        await self._client.write_picture(ARTICLE, element, mark, picture.content)
        return None

    async def remove_image(self, code: str, place: int) -> bool:
        """Take away the picture at a place, where the connection says that AFAS does that."""
        if not self._settings.emptied_by_empty_text:
            return False
        name, stream = _fields_at(place)
        await self._client.write("PUT", ARTICLE, Element({"ItCd": code, name: CLEAR, stream: CLEAR}))
        return True


def _fields_at(place: int) -> tuple[str, str]:
    ending = "" if place == 1 else str(place - 1)
    return f"FileName{ending}", f"FileStream{ending}"
