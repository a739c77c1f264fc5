"""The rows of AFAS's standard connectors that list codes: what an administration has, as its master data says."""

from collections.abc import Callable, Iterator, Mapping

from handlers.sandboxes.afas import standard_columns
from handlers.sandboxes.afas.masters import NO_UNIT, Masters
from handlers.sandboxes.afas.tables import Stored

Row = dict[str, Stored]


def code_lists(masters: Masters) -> Mapping[str, Callable[[], Iterator[Row]]]:
    """The rows of each of these connectors by its name, as they are at the moment of a read."""
    return {
        standard_columns.WAREHOUSES: lambda: (
            {"Warehouse": code, "Description": f"Magazijn {code}", "Blocked": False}
            for code in sorted(masters.warehouses - {NO_UNIT})
        ),
        standard_columns.CURRENCIES: lambda: (
            {"CurrencyId": code, "Currency": code} for code in sorted(masters.currencies)
        ),
        standard_columns.ADMINISTRATIONS: lambda: (
            {"AdminId": number, "AdminNm": f"Administratie {number}"} for number in sorted(masters.administrations)
        ),
        standard_columns.ACCOUNTS: lambda: (
            {
                "Account": code,
                "Description": f"Rekening {code}",
                "Blocked": False,
                "CollectAccount": code in masters.collective_accounts,
            }
            for code in sorted(masters.collective_accounts | masters.revenue_accounts)
        ),
        standard_columns.ARTICLE_GROUPS: lambda: (
            {"Artikelgroep": code, "Omschrijving": name} for code, name in sorted(masters.article_groups.items())
        ),
    }
