"""AFAS as the target of products: their article or variant, prices and pictures."""

from collections.abc import Iterator

from handlers.contracts.product_terms import BOOKS, ProductHabits, ProductSettingsView
from handlers.vendors.afas.client import AfasClient
from handlers.vendors.afas.settings import AfasConnection
from handlers.vendors.afas.target.books import OpenBooks
from handlers.vendors.afas.target.images import ProductPictures
from handlers.vendors.afas.target.product_articles import ProductArticles
from handlers.vendors.afas.target.product_drafting import ProductDrafting
from handlers.vendors.afas.target.product_presets import product_mappings
from handlers.vendors.afas.target.product_prices import ProductPrices
from handlers.vendors.opening import Opened
from relay.model import Flow
from relay.settings.findings import SettingsError
from words.told import Told


class AfasProductTarget(ProductPrices, ProductArticles, ProductPictures):
    """All that a product becomes, as ``handlers.contracts.products.ProductTarget``."""

    @property
    def habits(self) -> ProductHabits:
        """It is books."""
        return BOOKS


def open_product_target(opened: Opened[AfasConnection, AfasClient], flow: Flow) -> AfasProductTarget:
    """The target of a flow of products. Raises StartError naming every mistake."""
    settings = opened.settings
    if settings.products.variants is not None and settings.lookups.variants is None:
        at = ("connections", opened.name, "lookups", "variants")
        raise SettingsError.at(at, Told("afas.name_connector_of_variants"))
    drafting = ProductDrafting(product_mappings(flow, settings.writing.limit_of), settings)
    books = OpenBooks(opened.client, settings, opened.today)
    chosen: ProductSettingsView | None = flow.settings
    base_list = chosen.price_list if chosen is not None else ""
    return AfasProductTarget(opened.name, books, drafting, tuple(_notices(settings)), base_list=base_list)


def _notices(settings: AfasConnection) -> Iterator[Told]:
    """What of a product cannot be told or looked for, because no connector shows it."""
    if settings.lookups.compositions is None:
        yield Told("afas.compositions_not_looked_for")
    if settings.products.prices is None:
        yield Told("afas.prices_not_confirmed")
