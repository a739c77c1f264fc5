"""Writes the picture of an article into AccountView, where the connection names a column for it."""

from secrets import token_hex
from typing import Final

from handlers.contracts.images import NoPicturesTaken, Picture
from handlers.vendors.accountview.product_settings import CODE
from handlers.vendors.accountview.target.books import OpenBooks
from relay.errors import Hold
from words.told import Told

TABLE: Final = "ARTICLE"
FORMS: Final = frozenset({"jpeg", "bmp", "gif", "png"})


class ArticlePictures:
    """Implements ``handlers.contracts.images.ImageTarget`` for one connection: one picture with each article."""

    def __init__(self, books: OpenBooks) -> None:
        self._books = books
        kept = books.settings.products
        self._data, self._name = kept.image_data, kept.columns.image_name

    @property
    def image_forms(self) -> frozenset[str]:
        """The forms that programs of its time show; none where no column is named."""
        return FORMS if self._data is not None else frozenset()

    @property
    def most_images(self) -> int:
        """One: an article has one column for its picture."""
        return 1

    async def put_image(self, code: str, place: int, picture: Picture) -> str | None:
        """Set the picture in the stead of whatever is there.

        Raises NoPicturesTaken where the installation's dictionary has no such column, or closes it.
        """
        if self._data is None or place != 1:
            raise Hold(Told("accountview.image_address"))
        known = await self._books.shown.columns(TABLE)
        shown = known.get(self._data) if known is not None else None
        if known is not None and (shown is None or not shown.is_writable):
            raise NoPicturesTaken(Told("accountview.image_column_closed", column=self._data))
        mark = token_hex(16)
        name = {} if self._name is None else {self._name: picture.file_name}
        fields = {CODE: code, **name, self._data: mark}
        article = self._books.settings.objects.article
        await self._books.update_picture(article, TABLE, code, fields, mark, picture.content)
        return None

    async def remove_image(self, code: str, place: int) -> bool:
        """Empty the columns of the picture."""
        if self._data is None or place != 1:
            return False
        names = [column for column in (self._name, self._data) if column is not None]
        article = self._books.settings.objects.article
        await self._books.update(article, TABLE, code, {CODE: code, **dict.fromkeys(names)})
        return True
