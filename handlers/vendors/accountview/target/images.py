"""Writes the picture of an article into AccountView, where the connection names a column for it."""

from secrets import token_hex
from typing import Final

from handlers.contracts.images import NoPicturesTaken, Picture
from handlers.vendors.accountview.product_settings import CODE
from handlers.vendors.accountview.settings import AccountViewConnection
from handlers.vendors.accountview.target.books import EMPTY, OpenBooks
from handlers.vendors.accountview.target.product_presets import ARTICLE
from words.told import Told

FORMS: Final = frozenset({"jpeg", "bmp", "gif", "png"})
"""The forms that programs of its time show; no public page tells which it takes."""


class ArticlePicture:
    """Implements ``handlers.contracts.images.ImageTarget``: one picture with each article."""

    _books: OpenBooks
    _settings: AccountViewConnection

    @property
    def image_forms(self) -> frozenset[str]:
        """None where no column is named."""
        return FORMS if self._settings.products.image_data is not None else frozenset()

    @property
    def most_images(self) -> int:
        """One: an article has one column for its picture."""
        return 1

    async def put_image(self, code: str, place: int, picture: Picture) -> str | None:  # noqa: ARG002 - there is but one
        """Set the picture in the stead of whatever is there.

        Raises NoPicturesTaken where no column is named, or the installation's dictionary has it not, or closes it.
        """
        column, name = self._settings.products.image_data, self._settings.products.columns.image_name
        known = await self._books.shown.columns(ARTICLE)
        shown = known.get(column) if known is not None and column is not None else None
        if column is None or (known is not None and (shown is None or not shown.is_writable)):
            raise NoPicturesTaken(Told("accountview.image_column_closed", column=column or "image_data"))
        mark = token_hex(16)
        fields = {CODE: code, **({name: picture.file_name} if name is not None else {}), column: mark}
        await self._books.update_picture(self._settings.objects.article, ARTICLE, code, fields, mark, picture.content)
        return None

    async def remove_image(self, code: str, place: int) -> bool:  # noqa: ARG002 - there is but one
        """Empty the columns of the picture."""
        products = self._settings.products
        if products.image_data is None:
            return False
        columns = [column for column in (products.columns.image_name, products.image_data) if column is not None]
        fields = {CODE: code, **dict.fromkeys(columns, EMPTY["C"])}
        await self._books.update(self._settings.objects.article, ARTICLE, code, fields)
        return True
