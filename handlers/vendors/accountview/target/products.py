"""AccountView as the target of products: an article with its texts, codes and selling price, found by its code."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final, get_args

from handlers.contracts.found_products import FoundProduct
from handlers.contracts.product_terms import BOOKS, ProductHabits
from handlers.contracts.products import DraftProduct
from handlers.contracts.records import Fields
from handlers.vendors.accountview.client import AccountViewClient
from handlers.vendors.accountview.dictionary import FieldType, column_names, columns_of, type_of
from handlers.vendors.accountview.product_settings import CODE
from handlers.vendors.accountview.protocol import Filter, Query, batches, code_of, flag_of, text_of
from handlers.vendors.accountview.protocol.answers import Row
from handlers.vendors.accountview.settings import AccountViewConnection
from handlers.vendors.accountview.shown import Act
from handlers.vendors.accountview.source.products.documents import read_number
from handlers.vendors.accountview.target.books import EMPTY, OpenBooks
from handlers.vendors.accountview.target.images import ArticlePicture
from handlers.vendors.accountview.target.product_drafting import ProductDrafting, is_text
from handlers.vendors.accountview.target.product_presets import ARTICLE, product_mappings
from handlers.vendors.accountview.target.product_rights import acts_of, require_rights
from handlers.vendors.mapped_target import MappedRecord
from handlers.vendors.opening import Opened
from handlers.vendors.prices_on_article import PricesOnArticle
from handlers.vendors.product_context import TEXTS
from mapping.problems import Problem
from relay.errors import Hold, Transient
from relay.model import Flow
from words.mistake import Mistake
from words.told import Told

LONGEST_CODE: Final = 250
"""What a code of a product may have at all, where nothing tells how long those of articles may be."""

_NUMBERS: Final = frozenset("NIYB")


class AccountViewProductTarget(PricesOnArticle, ArticlePicture, MappedRecord):
    """Implements ``handlers.contracts.products.ProductTarget``, where each method's contract stands. Object AK1.

    Before anything is read or written the installation is asked, once an hour, whether articles may be written at all,
    and which columns they have: where a right, a module or a column lacks, the flow waits and says which.
    """

    why_no_records = Told("accountview.prices_on_article")

    def __init__(self, connection: str, books: OpenBooks, drafting: ProductDrafting, acts: Sequence[Act]) -> None:
        super().__init__(connection, books.settings.commit_horizon, drafting, books.today)
        self._books = books
        self._settings = books.settings
        self.price_decimals = books.settings.price_decimals
        self._drafting = drafting
        self._acts = acts
        self._kept = kept = books.settings.products
        self._unsure = None if kept.is_block_named else kept.columns.blocked

    @property
    def field_names(self) -> frozenset[str]:
        """Those of AccountView's columns that are known by name."""
        return column_names() | {*self._drafting.columns}

    @property
    def longest_code(self) -> int:
        """How many signs an article's code has, as the dictionary or the settings tell it."""
        return self._room(CODE) or LONGEST_CODE

    @property
    def folds_codes(self) -> bool:
        """Yes: AccountView keeps codes of articles in capitals."""
        return columns_of(ARTICLE)[CODE].upper

    @property
    def habits(self) -> ProductHabits:
        """It is books."""
        return BOOKS

    @property
    def renames_codes(self) -> bool:
        """No: the code is what an update names an article by."""
        return False

    @property
    def kinds(self) -> frozenset[str]:
        """Articles and services; nothing public tells of an article that consists of others."""
        return frozenset({"article", "service"})

    @property
    def languages(self) -> frozenset[str]:
        """Those for which the settings name columns."""
        return frozenset(self._kept.languages)

    @property
    def text_room(self) -> Mapping[str, int]:
        """How long texts may be, as far as the dictionary was asked by now or the settings tell it."""
        columns = dict(self._kept.columns)
        room = {word: self._room(columns[word]) if columns[word] else 0 for word in TEXTS}
        return {word: most for word, most in room.items() if most is not None}

    @property
    def product_writes(self) -> Mapping[str, str]:
        """For columns whose rows say so: whether an update may write them."""
        return self._drafting.writes

    @property
    def product_clears(self) -> frozenset[str]:
        """The columns that an update empties where the source has them empty."""
        return self._drafting.clears

    @property
    def product_sources(self) -> Mapping[str, frozenset[str]]:
        """By column of ARTICLE the paths that its row reads."""
        return self._drafting.sources

    async def find_by_codes(self, codes: Sequence[str]) -> Mapping[str, FoundProduct]:
        """Articles by their codes as these were asked for, many in one call, blocked ones too."""
        await self._require()
        settings, columns = self._settings, await self._asked()
        wanted: dict[str, list[str]] = {}
        for code in filter(str.strip, codes):
            wanted.setdefault(code.strip().upper(), []).append(code)

        def query_of(some: Sequence[str]) -> Query:
            filters = tuple(Filter(CODE, code) for code in some)
            return Query(settings.objects.article, columns, filters, match_any=len(filters) > 1)

        # One less than a page holds: a full page would ask for a next one, by a key that articles may lack.
        most = max(1, min(settings.most_filters, settings.page_size - 1))
        size, longest = settings.page_size, settings.longest_query
        found: dict[str, FoundProduct] = {}
        for query in batches(list(wanted), query_of, most=most, longest=longest, page_size=size):
            for row in await self._books.rows(query, ARTICLE):
                for asked in wanted.get(text_of(row, CODE).upper(), ()):
                    known = found.get(asked)
                    if known is None or code_of(row, CODE) == asked:  # the one that is written just so goes first
                        found[asked] = self._read(row)
        return found

    def check_product(self, draft: DraftProduct) -> Sequence[Problem]:
        """All that AccountView would refuse of a new article, as far as its dictionary was asked by now."""
        return self._drafting.check(draft, self._books.shown.seen(ARTICLE))

    def product_fields(self, draft: DraftProduct) -> Fields:
        """The columns of ARTICLE. Raises Hold where the mapping cannot fill them."""
        return self._drafting.fields(draft)

    def shortened_product(self, draft: DraftProduct) -> Sequence[str]:
        """The columns whose text is longer than they keep, and is cut, moved or left out as settings say."""
        return self._drafting.shortened(draft)

    async def create_product(self, fields: Fields) -> str | None:
        """Make an article in today's administration; its code as stored."""
        await self._require()
        row = await self._fitting(fields)
        return await self._books.insert_flat(self._settings.objects.article, ARTICLE, row, CODE)

    async def update_product(self, code: str, fields: Fields) -> None:
        """Set these columns of an article in today's administration; nothing to set is no call."""
        await self._require()
        row = await self._fitting(fields)
        if row:
            emptied = {name: EMPTY[self._type(name)] if value is None else value for name, value in row.items()}
            await self._books.update(self._settings.objects.article, ARTICLE, code, {CODE: code, **emptied})

    async def rename_product(self, code: str, new: str) -> None:
        """Raise Hold: no public page tells how an article gets another code."""
        raise Hold(Told("accountview.codes_stay", code=code, new=new))

    async def _require(self) -> None:
        shown = self._books.shown
        await require_rights(shown, self._settings, self._acts)
        columns = [name for name in self._drafting.columns if name != self._unsure]
        await shown.require(ARTICLE, columns, partial(_switch_off, ARTICLE))

    async def _asked(self) -> tuple[str, ...]:
        """The columns that are read back: those that the mapping fills, and that are there."""
        has_block = await self._has_block()
        return tuple(
            dict.fromkeys([CODE, *(one for one in self._drafting.columns if one != self._unsure or has_block)])
        )

    async def _has_block(self) -> bool:
        """Whether the installation has the column of blocks that nobody named."""
        return self._unsure is not None and self._unsure in (await self._books.shown.columns(ARTICLE) or ())

    async def _fitting(self, fields: Fields) -> dict[str, Any]:
        """The fields as this installation can keep them.

        Raises Hold for a block where it has no column of blocks, and for what is longer than its columns. A text that
        is too long since the columns were not known when it was made fit is made fit once more: Transient.
        """
        row = dict(fields)
        if self._unsure in row and not await self._has_block() and row.pop(self._unsure):
            raise Hold(Told("accountview.no_column_of_blocks", column=self._unsure))
        problems = self._drafting.too_long(row, self._books.shown.seen(ARTICLE))
        if problems and all(map(is_text, problems)):
            raise Transient(Told("accountview.columns_known_now", columns=[problem.path for problem in problems]))
        if problems:
            raise Hold(Told("accountview.article_does_not_fit"), problems=problems)
        return row

    def _read(self, row: Row) -> FoundProduct:
        """An article as it stands, its numbers and flags in one form; without a column of blocks it is not blocked."""
        fields = {name: self._value(row, name) for name in row}
        if self._unsure is not None:
            fields.setdefault(self._unsure, False)
        barcode = self._kept.columns.barcode
        return FoundProduct(code_of(row, CODE), fields, barcode=text_of(row, barcode) if barcode else "")

    def _value(self, row: Row, name: str) -> Any:
        """A value in one form, whatever its column's own; what cannot be read so stays as it is."""
        letter = self._type(name)
        if letter == "L":
            flag = flag_of(row, name)
            return row[name] if flag is None else flag
        if letter not in _NUMBERS:
            return row[name]
        try:
            return read_number(row[name], self._kept.decimal_mark)
        except Mistake:
            return row[name]

    def _type(self, name: str) -> FieldType:
        """The type of a column, as the dictionary of the installation tells it, else as it is known."""
        shown = self._books.shown.seen(ARTICLE).get(name)
        letter = next((one for one in get_args(FieldType) if shown is not None and one == shown.type), None)
        return letter or type_of(ARTICLE, name)

    def _room(self, column: str | None) -> int | None:
        """How many signs a column keeps; None where that is not known, or not limited."""
        if column is None:
            return None
        shown = self._books.shown.seen(ARTICLE).get(column)
        limit = self._settings.limit_of(f"{ARTICLE}.{column}")
        told = limit.most if limit is not None else None
        return shown.length if shown is not None and shown.type == "C" and shown.length else told


def open_product_target(
    opened: Opened[AccountViewConnection, AccountViewClient], flow: Flow
) -> AccountViewProductTarget:
    """The target of a flow of products. Raises StartError with every mistake of its mapping."""
    drafting = ProductDrafting(product_mappings(flow, opened.settings), opened.settings)
    books = OpenBooks(opened.client, opened.settings, opened.today)
    return AccountViewProductTarget(opened.name, books, drafting, acts_of(flow))


def _switch_off(table: str, column: str) -> Told:
    return Told("live.switch_row_off", field=f"{table}.{column}")
