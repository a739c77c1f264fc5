"""Shows what the mappings of a flow make of one product, before any is carried: `relay mapping try`."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from handlers.contracts.products import DraftProduct, PriceRow, ProductSource, ProductTarget
from handlers.contracts.records import Fields
from handlers.pipelines.common.article_codes import CODE
from handlers.pipelines.common.edited_units import ZONE
from handlers.pipelines.products.barcodes import barcode_of
from handlers.pipelines.products.drafting import draft_product, lacks_of_new
from handlers.pipelines.products.keys import no_code
from handlers.pipelines.products.price_steps import decide_prices
from handlers.pipelines.products.settings import ProductSettings
from mapping.documents.product import Product
from mapping.problems import DocumentError, Problem
from relay.errors import Hold
from relay.model import Flow
from relay.roles import Trial


def try_product(flow: Flow, document: Any, source: ProductSource, target: ProductTarget) -> Trial:
    """The product as the source's mapping reads it, and as the target's mapping fills its tables.

    Calls nothing, raises nothing for a wrong document.
    """
    try:
        product = source.read(document)
    except DocumentError as error:
        return Trial(document, None, {}, error.problems)
    tables, problems = tables_of(product, flow.settings, target)
    return Trial(document, canonical_of(product), tables, problems)


def canonical_of(product: Product) -> dict[str, Any]:
    """The product in the relay's own form, without what the source does not say; what it has empty stays in."""
    return product.model_dump(mode="json", exclude_unset=True)


def tables_of(
    product: Product, settings: ProductSettings, target: ProductTarget
) -> tuple[dict[str, Any], list[Problem]]:
    """All that a new product would become, and all that is wrong with it."""
    drafted = draft_product(product, settings, product.code, barcode_of(product, settings.barcodes), target)
    draft, problems, rows = drafted.draft, [*drafted.problems, *drafted.cautions], list[PriceRow]()
    if settings.prices is not None:
        draft, chosen, plan = decide_prices(draft, settings.prices, (), datetime.now(ZONE).date(), target)
        problems += chosen.problems
        rides = target.rides_on_article(draft)
        rows = [row for row in plan.rows if not (rides and row == draft.price)] if target.keeps_prices else []
    if not product.code:
        problems.append(no_code(product.number))
    tables: dict[str, Any] = {"article": _fill(draft, target, problems)}
    problems += [*lacks_of_new(draft, target), *target.check_product(draft)]
    if rows:
        tables["prices"] = [target.price_fields(product.code, row) for row in rows]
        problems += [problem for row in rows for problem in target.check_price(product.code, row)]
    return tables, list(dict.fromkeys(problems))


def _fill(draft: DraftProduct, target: ProductTarget, problems: list[Problem]) -> Mapping[str, Any]:
    try:
        fields: Fields = target.product_fields(draft)
    except Hold as hold:
        problems.extend(hold.problems)
        return {}
    return {name: value for name, value in fields.items() if name != CODE}
