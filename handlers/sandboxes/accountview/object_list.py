"""Lists the business objects and what a caller may do with each, as AccountView tells it at its own address.

Source: github.com/omniboost/go-accountview.net, ``business_objects_get.go`` and ``types.go``: a bare list. The names of
objects in it are ours.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from handlers.sandboxes.accountview.behaviour import Behaviour
from handlers.sandboxes.accountview.books import Books
from handlers.sandboxes.accountview.refusals import RefusedError

_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "AR1": "Debiteuren",
        "AP1": "Crediteuren",
        "CON": "Relaties en contacten",
        "CM1": "Relaties",
        "PJ1": "Projecten",
        "AKH": "Artikelhistorie",
        "ADDR": "Afleveradressen",
        "SO1": "Verkooporders",
        "ALH": "Artikelhistorie (regels)",
        "DJ2": "Dagboekbladen",
        "GJ1": "Journaalposten",
        "AK1": "Artikelen",
        "GL1": "Grootboekrekeningen",
        "DJ1": "Dagboeken",
        "VA1": "Btw-codes",
        "CC1": "Kostenplaatsen",
        "PT1": "Betalingscondities",
        "ADL": "Administraties",
        "PER": "Periodes",
        "AG1": "Artikelgroepen",
        "PCK": "Artikelverpakkingen",
        "FLD": "Datadictionary, velden",
        "DBF": "Datadictionary, tabellen",
    }
)


def object_list(books: Books, behaviour: Behaviour) -> list[dict[str, Any]]:
    """One row an object, in the order of their codes; nothing can be deleted. Raises RefusedError without the right."""
    if not behaviour.shows_objects:
        raise RefusedError("Geen rechten voor de lijst van objecten.", 403)
    return [
        {
            "Code": code,
            "Description": _NAMES.get(code, "Verkoopfacturen"),
            "InsertAllowed": books.may_insert(shape),
            "UpdateAllowed": books.may_update(shape),
            "DeleteAllowed": False,
        }
        for code, shape in sorted(books.objects.items())
    ]
