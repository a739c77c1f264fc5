"""Fetches the picture that stands with an article, by itself and never with the rows of many.

Source: the names IMG_MEDIUM (file name) and IMG_M_DATA (bytes) were seen with a public client; how the bytes are
written is not published, and base64 is what its JSON can hold.
"""

from typing import Final

from handlers.vendors.accountview.client import AccountViewClient
from handlers.vendors.accountview.product_settings import CODE
from handlers.vendors.accountview.protocol import Filter, Query
from handlers.vendors.accountview.settings import AccountViewConnection
from mapping.documents.product import Image
from relay.errors import Hold
from words.told import Told

IMAGE_ADDRESS: Final = "accountview:image/"
"""How the address of a picture begins that stands in a column of its article; behind it is the article's code."""


class AccountViewImages:
    """Implements ``handlers.contracts.images.ImageSource`` for one connection."""

    def __init__(self, client: AccountViewClient, settings: AccountViewConnection) -> None:
        self._client = client
        self._settings = settings

    async def fetch_image(self, image: Image, most: int) -> bytes | None:
        """The bytes of a picture; None where none stands there. Raises Hold for an address that is none of ours."""
        column = self._settings.products.image_data
        if column is None or not image.address.startswith(IMAGE_ADDRESS):
            raise Hold(Told("accountview.image_address"))
        code = image.address.removeprefix(IMAGE_ADDRESS)
        query = Query(self._settings.objects.article, (CODE, column), (Filter(CODE, code),))
        return await self._client.file(query, column, most)
