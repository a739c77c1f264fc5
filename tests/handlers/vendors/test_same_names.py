"""Seen one vendor, seen all: a file of the same name does the same in each, and each other name has its reason."""

from pathlib import Path

import pytest

from handlers import vendors

HOUSE = Path(vendors.__file__).parent

ONLY_ONE_HAS: dict[str, dict[str, str]] = {
    "": {
        "afas/auth": "one file: a token is given, or fetched by one call",
        "afas/variant_codes": "a variant is an article's code with those of its dimensions; there each has its own",
        "accountview/auth/": "a folder: the user gives access in a browser, and tokens are renewed and kept",
        "accountview/messages": "phrases of its errors are settings, since no public page lists its errors",
        "accountview/naming": "names of objects and columns that no public page tells, for settings of both directions",
        "accountview/product_settings": "no public page describes articles, so that each of their columns is a setting",
        "accountview/stock_settings": "figures of stock are columns of the article, each a setting with a switch",
        "accountview/places": "orders and invoices are read by the source and by the target, at the same places",
        "accountview/shown": "while flows run, its dictionary is asked for columns and its list of objects for rights",
        "accountview/years": "each fiscal year has an administration of its own",
    },
    "source": {
        "accountview/parties": "company or person, and the parts of an address, are made of a debtor's row",
        "accountview/quiet_time": "a page goes by key and not by stamp, so that a cursor moves only once all is read",
        "accountview/master_data": "debtors and articles are rows of tables that are read in the same two ways",
        "accountview/master_data_source": "and are polled and read whole in the same way, since a page goes by key",
        "afas/part": "each connector with a stamp is polled by itself, whatever it is of",
        "afas/pushing": "AFAS leaves out rows that do not fit a filter, as far as it surely means the same by it",
        "afas/shown_columns": "rights may take a column from a connector; AccountView's dictionary tells its columns",
        "afas/values": "a connector of one's own gives yes and no, and numbers, in several forms",
        "afas/slices": "all there is goes by the documents' numbers; in AccountView every reading goes by a last key",
        "afas/belonging": "what belongs to a record stands in another connector; AccountView gives it in one answer",
        "afas/places": "AFAS has codes of its own for countries, and a house number of 0",
        "afas/rows": "orders and customers are read from the same kind of rows, by files that share this",
        "afas/line_kinds": "a line's item type says what it is; every line of AccountView is an article",
    },
    "target": {
        "afas/stock": "levels are moved by differences there; no object of AccountView is known that takes any",
        "afas/stock_levels": "what stands there is read before a difference is made",
        "afas/stock_settings": "how a difference is booked, and found again, is the customer's own",
        "afas/field_rules": "payloads are objects within objects; AccountView's are flat tables",
        "afas/field_values": "eight types of field with lengths, digits and lists of codes",
        "afas/lookup_columns": "the columns of each look-up are the customer's own",
        "afas/settings": "what may be said of writing is much, and in a part of its own in relay.yaml",
        "afas/owners": "addresses and contacts stand under the organisation or person behind a debtor",
        "afas/nesting": "fields stand in objects within objects; AccountView's are columns of one table",
        "afas/writes": "a record goes with objects within it, matched to what is there, in one call",
        "afas/product_settings": "what may be said of writing products is much, beside the settings of orders",
        "afas/product_books": "articles, prices and pictures are parts of one target, and share its books",
        "afas/product_articles": "of a product the article is a part of its own, since prices are records too",
        "afas/product_prices": "prices are records of their own, each with its first day",
        "afas/product_writes": "articles, variants and prices go by UpdateConnectors of their own",
        "accountview/product_rights": "whether articles may be made or changed is told by flags of the object",
        "accountview/bookings": "an order may become bookings on a journal page",
        "accountview/pages": "an order may become a journal page",
        "accountview/prices": "no total is told: it is added up from lines",
        "accountview/sales": "beside journal pages, an order becomes a sales document, and history is searched",
        "accountview/stored": "what sales documents and journal pages have in common when they are read back",
    },
}
"""The names, without ``.py`` or with a slash for a folder, that only one vendor has in a folder, and why."""


def names_in(vendor: str, folder: str) -> set[str]:
    place = HOUSE / vendor / folder
    inside = [path for path in place.iterdir() if path.name[:2] != "__"]
    return {path.stem for path in inside if path.suffix == ".py"} | {
        f"{path.name}/" for path in inside if path.is_dir()
    }


@pytest.mark.parametrize("folder", sorted(ONLY_ONE_HAS))
def test_both_vendors_have_the_same_names_but_for_those_with_a_reason(folder: str) -> None:
    afas, accountview = names_in("afas", folder), names_in("accountview", folder)
    assert len(afas & accountview) >= 4
    differ = {f"afas/{name}" for name in afas - accountview} | {f"accountview/{name}" for name in accountview - afas}
    assert differ == set(ONLY_ONE_HAS[folder])
