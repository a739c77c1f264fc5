"""What an administration has before anything is written: items, units, warehouses, conditions, VAT groups, accounts.

Codes are strings with their leading zeros. Every code is checked with ``require_known``, which refuses as AFAS does.
"""

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from handlers.sandboxes.afas.refusals import RefusedError, Text

NO_UNIT = "*****"
"""The unit of what is not counted, and the warehouse of what is not kept in one."""

WORK, ARTICLE, TEXT, SUBTOTAL, COSTS, COMPOSITION = "1", "2", "3", "4", "6", "7"

_LETTERS: Mapping[str, str] = {
    "wst": WORK,
    "art": ARTICLE,
    "txt": TEXT,
    "sub": SUBTOTAL,
    "tsl": "5",
    "kst": COSTS,
    "sam": COMPOSITION,
    "crs": "8",
}
"""Item types by the letters that other connectors write."""


@dataclass(frozen=True, slots=True)
class Item:
    """An item; ``price`` is for one unit without VAT, ``vat_group`` a tariff group.

    ``type`` is what a line of an order calls it; ``article_type`` is AFAS's type of an article (0 is standard).
    """

    code: str
    description: str
    price: Decimal = Decimal(0)
    unit: str = "STK"
    vat_group: str = "1"
    type: str = ARTICLE
    blocked: bool = False
    article_type: str = "0"


def usual_items() -> list[Item]:
    """The items of AFAS's own examples, as they are here."""
    return [
        Item("000100", "Koffiemok wit", Decimal("8.26")),
        Item("000101", "Theeglas", Decimal("4.00")),
        Item("000200", "Crème-gebak, doos van 4", Decimal("12.50"), vat_group="2"),
        Item("VERZEND", "Verzendkosten", Decimal("6.95"), NO_UNIT, type=COSTS),
        Item("T1", "Tekst", unit=NO_UNIT, type=TEXT),
        Item("ST", "Subtotaal", unit=NO_UNIT, type=SUBTOTAL),
        Item("300", "Montage", Decimal("60.00"), "UUR", type=WORK),
        Item("000999", "Uitlopend artikel", Decimal("1.00"), blocked=True),
    ]


@dataclass(slots=True)
class Masters:
    """The fixed data of one environment; a test or the demo gives its own.

    ``stock`` is what is there at first, by article and warehouse; ``subject_types`` the types of dossier items, each
    with the kinds of destination (SfTp) that it allows. ``own_codes`` are, by field, the codes that the customer's code
    tables have beside those that AFAS publishes, which are a demonstration environment's (a sales channel, a route).
    ``own_fields`` are, by object, the customer's own fields, each ``U`` with 32 hexadecimal digits. ``dimensions`` are
    those of articles, such as a size, each with its codes. ``stock_reasons`` are those of stock mutations that the
    environment made; these are of AFAS's examples.
    """

    items: Sequence[Item] = field(default_factory=usual_items)
    units: frozenset[str] = frozenset({"STK", "UUR", "DS", NO_UNIT})
    warehouses: frozenset[str] = frozenset({"01", "02", NO_UNIT})
    payment_conditions: frozenset[str] = frozenset({"00", "14", "30"})
    vat_groups: Mapping[str, Decimal] = field(
        default_factory=lambda: {"1": Decimal(21), "2": Decimal(9), "3": Decimal(0)}
    )
    vat_duties: Mapping[str, bool] = field(default_factory=lambda: {"1": True, "2": False, "3": False})
    currencies: frozenset[str] = frozenset({"EUR", "USD"})
    administrations: frozenset[int] = frozenset({1})
    collective_accounts: frozenset[str] = frozenset({"1300", "1400"})
    revenue_accounts: frozenset[str] = frozenset({"8000", "8010", "8100"})
    price_lists: frozenset[str] = frozenset({"WEB", "DEALR"})
    base_price_list: str = "*****"
    dimensions: Mapping[str, frozenset[str]] = field(
        default_factory=lambda: {"MAAT": frozenset({"S", "M", "L"}), "KLEUR": frozenset({"BLAUW", "ZWART"})}
    )
    article_groups: Mapping[str, str] = field(default_factory=lambda: {"SERV": "Servies", "GEBAK": "Gebak"})
    stock: Mapping[tuple[str, str], Decimal] = field(default_factory=dict)
    stock_reasons: frozenset[str] = frozenset({"1", "2", "5", "6", "BO", "CT"})
    own_codes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    own_fields: Mapping[str, frozenset[str]] = field(default_factory=dict)
    subject_types: Mapping[int, frozenset[str]] = field(
        default_factory=lambda: {
            5: frozenset({"1", "3", "4"}),
            15: frozenset({"17"}),
            -1: frozenset({"1", "2", "3", "4"}),
        }
    )
    postcodes: Mapping[str, tuple[str, str]] = field(
        default_factory=lambda: {"1234AB": ("Voorbeeldstraat", "Utrecht"), "3833LC": ("Dorpsweg", "Leusden")}
    )
    _by_key: dict[tuple[str, str], int] = field(default_factory=dict, init=False, repr=False)
    _indexed: Sequence[Item] | None = field(default=None, init=False, repr=False)
    _own: list[Item] | None = field(default=None, init=False, repr=False)

    def item(self, kind: str, code: str) -> Item:
        """The item of this type that may be used. Raises RefusedError."""
        found = self.known_item(kind, code)
        if found.blocked:
            raise RefusedError(500, Text.ITEM_BLOCKED, found.code)
        return found

    def known_item(self, kind: str, code: str) -> Item:
        """The item of this type, blocked or not. Raises RefusedError."""
        found = self.find_item(kind, code)
        if found is None:
            raise RefusedError(500, Text.NO_VALUE, "Itemcode")
        return found

    def find_item(self, kind: str, code: str) -> Item | None:
        """The item of this type, by number or letters, whatever the capitals of its code."""
        place = self._places().get((_LETTERS.get(kind.lower(), kind), code.upper()))
        return None if place is None else self.items[place]

    def keep_item(self, item: Item) -> Callable[[], object]:
        """Add an item, or put it in the place of the one with its type and code; what takes that back."""
        items, key = self._own_items(), (item.type, item.code.upper())
        places = self._places()
        place = places.get(key)
        if place is not None:
            was = items[place]
            items[place] = item
            return lambda: items.__setitem__(place, was)
        places[key] = len(items)
        items.append(item)
        return items.pop

    def drop_item(self, item: Item) -> Callable[[], object]:
        """Take an item away; what takes that back."""
        items = self._own_items()
        place = next(at for at, one in enumerate(items) if one is item)
        items.pop(place)
        return lambda: items.insert(place, item)

    def _own_items(self) -> list[Item]:
        """The items as a list that no test holds."""
        if self._own is None or self._own is not self.items:
            self.items = self._own = list(self.items)
        return self._own

    def _places(self) -> dict[tuple[str, str], int]:
        """Where each item stands, by its type and its code in capitals: of 50,000 none is looked for one by one."""
        if self._indexed is not self.items or len(self._by_key) != len(self.items):
            self._by_key = {(item.type, item.code.upper()): at for at, item in reversed([*enumerate(self.items)])}
            self._indexed = self.items
        return self._by_key

    def unit(self, code: str) -> str:
        """A unit as it is stored, whatever its capitals. Raises RefusedError."""
        require_known(code.upper(), self.units, "Eenheid")
        return code.upper()

    def rate(self, group: str, duty: str) -> Decimal:
        """The VAT rate in percent of a tariff group for a debtor of this VAT duty. Raises RefusedError."""
        require_known(group, self.vat_groups, "Btw-tariefgroep")
        require_known(duty, self.vat_duties, "Btw-plicht")
        return self.vat_groups[group] if self.vat_duties[duty] else Decimal(0)


def require_known(code: object, codes: Container[object], label: str) -> None:
    """Raise RefusedError for a code that is not there; an empty one is no code."""
    if code not in {None, ""} and code not in codes:
        raise RefusedError(500, Text.NO_VALUE, label)
