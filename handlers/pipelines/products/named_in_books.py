"""Lists what the settings of a flow of products name of its target, and what the flow must be let do there."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from handlers.contracts.naming import Kind, Right, chosen
from handlers.pipelines.products.settings import ProductSettings
from relay.roles import Named

_CHOICES: Final[Mapping[str, Kind]] = {
    "unit": Kind.UNIT,
    "group": Kind.ARTICLE_GROUP,
    "vat_class": Kind.VAT_CODE,
}
"""The settings by which a code of the target is chosen, and what it is a code of."""


def names_in(settings: ProductSettings) -> Sequence[Named]:
    """All that the settings name, each with its place in them; what is left out names nothing."""
    return [*_codes(settings), *_rights(settings)]


def _codes(settings: ProductSettings) -> Iterator[Named]:
    for name, kind in _CHOICES.items():
        yield from chosen((name,), kind, getattr(settings, name))
    if settings.vat_class.untaxed:
        yield Named(("vat_class", "untaxed"), Kind.VAT_CODE, settings.vat_class.untaxed)
    if settings.warehouse:
        yield Named(("warehouse",), Kind.WAREHOUSE, settings.warehouse)


def _rights(settings: ProductSettings) -> Iterator[Named]:
    if settings.product.on_none == "create":
        yield Named(("product", "on_none"), Kind.RIGHT, Right.MAKE_ARTICLES)
    if settings.product.on_existing == "update":
        yield Named(("product", "on_existing"), Kind.RIGHT, Right.CHANGE_ARTICLES)
    if settings.prices is not None:
        yield Named(("prices",), Kind.RIGHT, Right.WRITE_PRICES)
