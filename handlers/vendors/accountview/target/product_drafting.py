"""Turns a product into the columns of an article, and says beforehand what AccountView would refuse."""

from collections.abc import Mapping, Sequence
from typing import Any

from handlers.contracts.products import DraftProduct
from handlers.contracts.records import Fields
from handlers.vendors.accountview.product_settings import ProductsKept
from handlers.vendors.accountview.settings import AccountViewConnection
from handlers.vendors.accountview.shown import ShownColumn
from handlers.vendors.accountview.target.checks import row_problems
from handlers.vendors.accountview.target.product_presets import ARTICLE, ProductMappings
from handlers.vendors.product_context import context_of
from mapping.documents.product import Product
from mapping.problems import Problem, ToldRow
from mapping.rows.mapper import Context
from mapping.rows.telling import tell_rows
from mapping.weights import convert_weight
from relay.errors import Hold
from words.masking import shorten
from words.told import Told


class ProductDrafting:
    """A flow's mapping under a connection's settings. Pure: the same draft always gives the same columns."""

    def __init__(self, mappings: ProductMappings, settings: AccountViewConnection) -> None:
        self._mappings = mappings
        self._settings = settings

    @property
    def rows(self) -> tuple[ToldRow, ...]:
        """Every row of the mapping, for a person."""
        return tell_rows(self._mappings.merged)

    @property
    def notices(self) -> tuple[Told, ...]:
        """Rows written for another version of the presets."""
        return self._mappings.merged.notices

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of ARTICLE that the mapping fills."""
        return self._mappings.columns

    @property
    def writes(self) -> Mapping[str, str]:
        """For columns whose rows say so: whether an update may write them."""
        return {target.partition(".")[2]: write for target, write in self._mappings.article.writes.items()}

    @property
    def clears(self) -> frozenset[str]:
        """The columns whose rows say that an update empties them."""
        return frozenset(target.partition(".")[2] for target in self._mappings.article.clears)

    @property
    def sources(self) -> Mapping[str, frozenset[str]]:
        """By column the paths that its row reads."""
        return self._mappings.reads

    def check(self, draft: DraftProduct, shown: Mapping[str, ShownColumn]) -> list[Problem]:
        """All that would be refused of a new article; ``shown`` are the columns of ARTICLE as far as they are known.

        Texts are made to fit once it is known what fits, so that one which is too long is no problem of the product.
        """
        tables, problems = self._mappings.article.apply(_context_of(draft, self._settings.products))
        if problems:
            return problems
        row = tables.get(ARTICLE, {})
        problems = list(row_problems(ARTICLE, row, self._mappings.sources, settings=self._settings))
        price = draft.price
        if price is not None and price.currency != self._settings.currency:
            wrong = Told("accountview.price_in_other_currency", currency=self._settings.currency)
            problems.append(Problem("price", wrong, Told("accountview.choose_own_currency"), price.currency))
        told = {problem.path for problem in problems}
        return [*problems, *(one for one in self.too_long(row, shown) if one.path not in told and not is_text(one))]

    def too_long(self, row: Fields, shown: Mapping[str, ShownColumn]) -> list[Problem]:
        """What is longer than the columns of this installation, as its dictionary has them."""
        problems = []
        for name, value in row.items():
            column = shown.get(name)
            if column is None or column.type != "C" or column.length is None or not isinstance(value, str):
                continue  # a memo's length is not that of its text
            if len(value) > column.length:
                wrong = Told("accountview.too_long", most=column.length, field=f"{ARTICLE}.{name}")
                path = self._mappings.sources.get(f"{ARTICLE}.{name}", name)
                problems.append(Problem(path, wrong, Told("accountview.shorten"), shorten(value)))
        return problems

    def fields(self, draft: DraftProduct) -> dict[str, Any]:
        """The columns of ARTICLE. Raises Hold where the mapping cannot fill them."""
        tables, problems = self._mappings.article.apply(_context_of(draft, self._settings.products))
        if problems:
            raise Hold(
                Told("accountview.does_not_fit_mapping", document=Told("accountview.article")), problems=problems
            )
        return dict(tables.get(ARTICLE, {}))

    def shortened(self, draft: DraftProduct) -> Sequence[str]:
        """The columns whose text is too long, and is cut, moved or left out."""
        return self._mappings.article.shortened(_context_of(draft, self._settings.products))


def is_text(problem: Problem) -> bool:
    """Whether a problem is about a text that is cut to what its column keeps."""
    return problem.path.startswith("texts.")


def _context_of(draft: DraftProduct, kept: ProductsKept) -> Context:
    """The names that stand in presets, and what they hold; a weight is in the unit in which AccountView keeps it."""
    return {**context_of(draft), "product": _weighed(draft.product, kept)}


def _weighed(product: Product, kept: ProductsKept) -> Product:
    """The product with its weight in the unit of the column; without a weight where nobody knows the unit it is in."""
    if product.weight is None or kept.weight_unit is None or product.weight_unit == kept.weight_unit:
        return product
    weight = None
    if product.weight_unit is not None:
        weight = convert_weight(product.weight, product.weight_unit, kept.weight_unit)
    return product.model_copy(update={"weight": weight, "weight_unit": kept.weight_unit})
