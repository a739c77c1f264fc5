"""Carries a product that users edit at both ends: what changed at the source, and never what the relay wrote there.

Prices go one way only: what comes back of one that was converted or rounded is another price. Units and groups are
codes of the target: the digests of this flow alone say whether they changed.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

from handlers.contracts.found_products import FoundProduct
from handlers.contracts.products import ProductSource, ProductTarget
from handlers.pipelines.common.edited_units import Units, read_anew
from handlers.pipelines.common.part import Carried
from handlers.pipelines.common.two_way_carrying import Edited, Planned, TwoWayCarrier
from handlers.pipelines.products.article_part import changed_fields, judge_changed
from handlers.pipelines.products.run import ProductRun
from handlers.pipelines.products.texts import name_of
from mapping.documents.product import Product
from mapping.html_text import plain_text
from mapping.weights import convert_weight
from relay.line.once.links import Links
from relay.line.once.ordinals import Ordinals
from relay.line.opposites import Opposites
from words.told import Told

_FIELDS: Final = ("name", "extra_name", "description", "barcode", "weight", "blocked")
"""The fields of a product that are edited each by itself."""


def _values_of(product: Product) -> dict[str, Any]:
    """The fields that a product gives, each in the form in which it is written."""
    given: dict[str, Any] = {unit: getattr(product, unit) for unit in _FIELDS if unit in product.model_fields_set}
    if given.get("name"):
        given["name"] = name_of(product)
    if given.get("description"):
        given["description"] = plain_text(given["description"])
    if product.weight is not None and product.weight_unit is not None:
        given["weight"] = convert_weight(product.weight, product.weight_unit, "g")
    return given


def _unit_of(path: str) -> str | None:
    root, _, last = path.partition(".")
    word = last if root in {"product", "texts"} else root
    return word if word in _FIELDS else None


UNITS: Final = Units(_FIELDS, _values_of, _unit_of)
"""What products are compared by."""


def is_both_ways(run: ProductRun, opposites: Opposites) -> bool:
    """Whether the settings say whose edits count, and another flow carries products the other way."""
    return run.settings.two_way is not None and opposites.of(run.ticket.flow) is not None


async def read_again(
    run: ProductRun,
    source: ProductSource,
    links: Links,
    carrier: TwoWayCarrier,
    opposites: Opposites,
    ordinals: Ordinals,
) -> ProductRun:
    """Read a product again on which the opposite flow wrote since it was read: that is no news any more."""
    link = run.link
    if run.leaving is not None or link is None or not link.is_live or not is_both_ways(run, opposites):
        return run
    anew = await read_anew(run.pair, link, run.ticket.event, source, links, carrier, ordinals)
    return run if anew is None else replace(run, product=anew.record, read_as_of=anew.ordinal)


async def changed_since_in_step(
    run: ProductRun, target: ProductTarget, links: Links, carrier: TwoWayCarrier
) -> set[str]:
    """The article's fields of which something changed at the source: of units, and those that belong to none."""
    assert run.link is not None  # noqa: S101 - asked of products that were carried before
    here = UNITS.side(links.system(run.ticket.flow.source), run.read)
    units = await carrier.list_changed(run.pair, run.link.number, here)
    return {*UNITS.fields_of(units, target.product_sources), *_changed_besides(run, target, links)}


async def carry_both_ways(
    run: ProductRun, target: ProductTarget, links: Links, carrier: TwoWayCarrier, opposites: Opposites
) -> tuple[Carried, ProductRun]:
    """Carry the article, and tell what both sides changed. Raises what :meth:`TwoWayCarrier.carry` does."""
    flow, settings, back = run.ticket.flow, run.settings.two_way, opposites.of(run.ticket.flow)
    assert settings is not None  # noqa: S101 - is_both_ways was asked
    assert back is not None  # noqa: S101 - is_both_ways was asked
    systems = {name: links.system(name) for name in (flow.source, flow.target)}
    sources = target.product_sources
    cut = {unit for name in target.shortened_product(run.drafted) for unit in UNITS.of_field(name, sources)}
    cut |= {one.path for one in run.cautions if one.path in UNITS.names}
    edited = Edited(
        pair=run.pair,
        here=UNITS.side(systems[flow.source], run.read),
        ordinal=run.read_as_of or run.ticket.event.ordinal,
        read_there=UNITS.reading(back.source, systems[flow.target], cut),
        plan=partial(_plan, run, target, links),
        horizon=back.target.horizon,
        first=run.settings.product.on_first_match,
    )
    carried, judged = await carrier.carry(run.ticket, edited, settings.rules(systems), run.number)
    kept = [Told("common.edited_one_way", field=unit) for unit in judged.kept_here]
    return carried, run.tell(*kept).warn(*(conflict.problem() for conflict in judged.conflicts))


def _plan(run: ProductRun, target: ProductTarget, links: Links, units: Sequence[str]) -> Planned:
    part, sources = run.parts[0], target.product_sources
    if run.found is None:
        return Planned(part, tuple(units))
    changed = {*UNITS.fields_of(units, sources), *_changed_besides(run, target, links)}

    def changes(found: FoundProduct) -> dict[str, Any]:
        return judge_changed(run, target, found, changed).changes

    written = {unit for name in changes(run.found) for unit in UNITS.of_field(name, sources)}
    return Planned(replace(part, changes=changes), tuple(unit for unit in units if unit in written))


def _changed_besides(run: ProductRun, target: ProductTarget, links: Links) -> set[str]:
    """The article's fields that belong to no unit and changed since this flow carried them last."""
    changed = changed_fields(run, target, links, target.product_fields(run.drafted)) or ()
    return {name for name in changed if not UNITS.of_field(name, target.product_sources)}
