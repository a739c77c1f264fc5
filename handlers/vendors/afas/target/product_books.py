"""What the parts of a target of products share: the open books, and the flow's mapping of products."""

from collections.abc import Sequence

from handlers.vendors.afas.dictionary import field_names
from handlers.vendors.afas.target.books import OpenBooks
from handlers.vendors.afas.target.product_drafting import ProductDrafting
from handlers.vendors.mapped_target import MappedRecord
from words.told import Told


class ProductBooks(MappedRecord):
    """The books of one flow; ``base_list`` is how its settings call AFAS's base list of prices."""

    def __init__(
        self,
        connection: str,
        books: OpenBooks,
        drafting: ProductDrafting,
        notices: Sequence[Told] = (),
        *,
        base_list: str = "",
    ) -> None:
        super().__init__(connection, books.settings.commit_horizon, drafting, books.today, notices)
        self._books = books
        self._products = drafting
        self._base_list = base_list

    @property
    def field_names(self) -> frozenset[str]:
        """Those of AFAS's fields and objects that the dictionary knows."""
        return field_names()
