"""Works out a product of WooCommerce: a variation is one, and says with its product what it is called and costs.

Source: "Products" and "Product variations" in the WooCommerce REST API, version 3.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, timedelta
from typing import Any, Final

from handlers.vendors.webhook.source.product_reading import Post, list_images, moment_of
from handlers.vendors.webhook.source.shop_reading import ShopReading, amount_at, objects
from handlers.vendors.webhook.source.woocommerce_posts import parent_of
from mapping.functions import WrongValueError, is_empty

STANDARD: Final = "standard"
"""What its own pages call the tax class that its API writes as an empty text."""

_NOT_YET: Final = frozenset({"draft", "auto-draft", "pending", "future"})
_IN_PARTS: Final = frozenset({"bundle", "composite", "woosb", "yith_bundle"})
"""Types of products that consist of others, as the usual plugins call them."""


def woocommerce_product(posted: Post) -> ShopReading:
    """What WooCommerce's product says in several places, of a variation with what its product says."""
    found = posted.get("parent")
    parent = found if isinstance(found, Mapping) else {}
    names: dict[str, Any] = {"kind": _kind(posted), **_names(posted, parent), **_state(posted, parent)}
    names |= {**_vat(posted, parent), **_inherited(posted, parent)}
    if "sale_price" in posted:
        names["offers"] = _offers(posted)
    if "images" in posted:
        names["images"] = list_images(posted["images"], "date_modified_gmt")
    elif posted.get("image") is not None:
        names["images"] = list_images([posted["image"]], "date_modified_gmt")
    told = {name: name for name in ("weight", "description", "images", "vat_class")}
    told |= {"parent_name": "parent.name", "options": "attributes", "offers": "sale_price"}
    return ShopReading(names, told)


def _names(posted: Post, parent: Post) -> dict[str, Any]:
    """What it is called; of a variation also what its product is called, and by what it is told from the others."""
    if not parent_of(posted):
        return {}
    options = [one["option"] for one in objects(posted.get("attributes")) if not is_empty(one.get("option"))]
    names = {"parent_name": parent["name"]} if not is_empty(parent.get("name")) else {}
    return {**names, "parent_number": posted["parent_id"], "options": options}


def _state(posted: Post, parent: Post) -> dict[str, Any]:
    """What is not published yet, alone or with its product, is a draft; what is private is not sold to anybody."""
    states = [state for one in (posted, parent) if isinstance(state := one.get("status"), str)]
    if not states:
        return {}
    return {"is_published": not _NOT_YET & set(states), "blocked": "private" in states}


def _kind(posted: Post) -> str | None:
    match posted.get("type"):
        case "grouped" | "external":
            return "other"
        case str() as kind if kind in _IN_PARTS:
            return "composition"
        case None:
            return None
        case _:
            pass
    return "service" if posted.get("virtual") is True or posted.get("downloadable") is True else "article"


def _vat(posted: Post, parent: Post) -> dict[str, Any]:
    """Whether it is taxed, and by which class: not at all is something else than at a rate of nought."""
    names: dict[str, Any] = {}
    status, found = posted.get("tax_status"), posted.get("tax_class")
    if isinstance(status, str):
        names["is_taxed"] = status == "taxable"
    if found == "parent":
        found = parent.get("tax_class")
    if isinstance(found, str) and (status is None or status == "taxable"):
        names["vat_class"] = found or STANDARD
    return names


def _inherited(posted: Post, parent: Post) -> dict[str, Any]:
    """What a variation has from its product where it says nothing of its own: description, weight, group and stock."""
    names = {}
    for name in ("description", "weight"):
        value = posted.get(name)
        if name in posted or name in parent:
            names[name] = parent.get(name) if is_empty(value) else value
    with suppress(WrongValueError):  # it is told where the row reads it
        if "weight" in names and not amount_at(names, "weight"):
            names["weight"] = None
    keeps = posted.get("manage_stock")
    names["keeps_stock"] = parent.get("manage_stock") if keeps == "parent" else keeps
    groups = objects(posted.get("categories")) or objects(parent.get("categories"))
    if groups:
        names["group"] = groups[0].get("name")
    return {name: value for name, value in names.items() if name != "keeps_stock" or isinstance(value, bool)}


def _offers(posted: Post) -> list[dict[str, Any]]:
    """The sale that is on, or that is to come: a price that stands there after its end is none (#31048)."""
    if is_empty(posted.get("sale_price")):
        return []
    starts, ends = posted.get("date_on_sale_from"), posted.get("date_on_sale_to")
    now = moment_of(posted.get("date_modified_gmt"))
    begins, is_over = moment_of(posted.get("date_on_sale_from_gmt")), False
    if now is not None and (over := moment_of(posted.get("date_on_sale_to_gmt"))) is not None:
        is_over = over < now
    is_to_come = begins is not None and now is not None and begins > now
    if is_over or not (posted.get("on_sale") is True or is_to_come):
        return []
    offer = {"amount": posted["sale_price"], "is_offer": True, "starts_on": _day(starts), "ends_on": _last_day(ends)}
    return [offer]


def _day(local: Any) -> str | None:
    """The day of a moment in the shop's own time."""
    return local[:10] if isinstance(local, str) and local else None


def _last_day(local: Any) -> str | None:
    """The last day on which something holds that ends at a moment: the one before, where it ends at midnight.

    >>> _last_day("2026-12-15T23:59:59"), _last_day("2026-12-16T00:00:00")
    ('2026-12-15', '2026-12-15')
    """
    day = _day(local)
    if day is None or not str(local).endswith("T00:00:00"):
        return day
    with suppress(ValueError):
        return (date.fromisoformat(day) - timedelta(days=1)).isoformat()
    return day
