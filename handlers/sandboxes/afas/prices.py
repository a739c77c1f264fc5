"""Sales prices: one row an item, price list or debtor, unit, currency and first day.

Sources: AFASSoftware/OASContent OpenApiSpecs/profit/en (FbSalesPrice), and for what an update and the three refusals
are: DefibrionDev/samenstellingen-manager-v2. A changed price is told by no stamp of its article.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from handlers.sandboxes.afas.behaviour import Behaviour
from handlers.sandboxes.afas.goods import GoodsBook, Row
from handlers.sandboxes.afas.journal import Journal
from handlers.sandboxes.afas.masters import ARTICLE, Masters, require_known
from handlers.sandboxes.afas.payloads import Record
from handlers.sandboxes.afas.refusals import RefusedError, Text
from handlers.sandboxes.afas.tables import Stored

_KEY = ("VaIt", "ItCd", "PrLi", "DbId", "BiUn", "CuId", "DaBg", "StL1", "StL2", "CrPr", "Am")
"""What makes a price this one and no other, the first day among it."""

_CAPITALS = frozenset({"ItCd", "PrLi", "BiUn", "CuId", "StL1", "StL2"})


class PriceDesk:
    """Writes prices into the book of goods."""

    def __init__(self, masters: Masters, goods: GoodsBook, journal: Journal, behaviour: Behaviour) -> None:
        self._behaviour = behaviour
        self._masters = masters
        self._goods = goods
        self._journal = journal
        self._by_key: dict[tuple[Stored, ...], Row] = {}

    def write(self, record: Record) -> None:
        """Insert or change a price; AFAS answers neither with a key. Raises RefusedError."""
        if record.action == "delete":
            raise RefusedError(500, Text.UPDATE_UNAUTHORISED)
        fields = self._checked(record)
        standing = self._known().get(self._key_of(fields))
        if record.action == "insert":
            if standing is not None:
                raise RefusedError(500, Text.PRICE_EXISTS)
            self._add(fields)
        elif standing is None:
            raise RefusedError(500, Text.NO_PRICE)
        else:
            self._journal.change(standing, **fields, modified=self._goods.stamp())

    def of_new_article(self, code: str, record: Record) -> None:
        """Keep the sales price that an insert of an article brings: one of the base list."""
        amount = record.fields.get("SaPrice")
        if not isinstance(amount, Decimal):
            return
        fields: Row = {"VaIt": ARTICLE, "ItCd": code, "PrLi": self._masters.base_price_list, "CuId": "EUR"}
        since = record.fields.get("DatPri") or self._goods.stamp().date()
        fields |= {"BiUn": record.text("BiUn").upper(), "DaBg": since, "Pric": amount}
        self._add(fields)

    def _add(self, fields: Row) -> None:
        row = {**fields, "modified": self._goods.stamp()}
        self._journal.add(self._known(), self._key_of(row), row)
        self._goods.prices.append(row)
        self._journal.note(self._goods.prices.pop)

    def _known(self) -> dict[tuple[Stored, ...], Row]:
        """The prices by key: of 50,000 none is looked for one by one."""
        if len(self._by_key) != len(self._goods.prices):
            self._by_key = {self._key_of(row): row for row in self._goods.prices}
        return self._by_key

    def _key_of(self, fields: Mapping[str, Stored]) -> tuple[Stored, ...]:
        """The key, with what is left out as it counts: capitals make no difference, and no scale is none."""
        names = _KEY if self._behaviour.promotion == "of_the_same_key" else (*_KEY, "SpPr")
        given = {name: fields.get(name) or None for name in names}
        return tuple(str(value).upper() if name in _CAPITALS and value else value for name, value in given.items())

    def _checked(self, record: Record) -> Row:
        """The fields as they are kept, after all that AFAS looks up was found."""
        masters = self._masters
        item = masters.find_item(record.text("VaIt"), record.text("ItCd"))
        if item is None:
            raise RefusedError(500, Text.NO_ITEM)
        price_list, debtor = record.text("PrLi"), record.text("DbId")
        if bool(price_list) == bool(debtor):
            raise RefusedError(500, Text.MISSING, "Prijslijst")
        require_known(price_list.upper(), {masters.base_price_list, *masters.price_lists, ""}, "Prijslijst")
        require_known(record.text("CuId").upper(), masters.currencies, "Valuta")
        fields = {**record.fields, "ItCd": item.code, "BiUn": masters.unit(record.text("BiUn"))}
        _refuse_days(fields)
        return fields


def _refuse_days(fields: Mapping[str, Stored]) -> None:
    first, last = fields.get("DaBg"), fields.get("DaEn")
    if isinstance(first, date) and isinstance(last, date) and last < first:
        raise RefusedError(500, Text.BAD_VALUE, "Einddatum")
