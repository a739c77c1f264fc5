"""What settings may name of a system, and what a flow must be allowed to do there: words of pipelines and vendors."""

from collections.abc import Iterator
from enum import StrEnum

from mapping.choices import Choosing
from relay.roles import Named
from relay.settings.findings import Path


class Kind(StrEnum):
    """What a name in relay.yaml is a name of, in the words that a person reads."""

    ARTICLE = "article"
    COST_ITEM = "item of costs"
    DEBTOR = "debtor"
    LEDGER_ACCOUNT = "ledger account"
    CONTROL_ACCOUNT = "control account"
    VAT_CODE = "VAT code"
    PAYMENT_CONDITION = "payment condition"
    PAYMENT_METHOD = "payment method"
    SHIPPING_METHOD = "shipping method"
    JOURNAL = "journal"
    WAREHOUSE = "warehouse"
    LANGUAGE = "language"
    CURRENCY = "currency"
    ADMINISTRATION = "administration"
    ARTICLE_GROUP = "article group"
    COST_CENTRE = "cost centre"
    UNIT = "unit"
    STATUS = "status"
    COLUMN = "column"
    FIELD = "field"
    CODE = "code of a list"
    CONNECTOR = "GetConnector"
    OBJECT = "business object"
    TABLE = "table"
    COMPANY = "company"
    RIGHT = "right"


class Right(StrEnum):
    """What a flow does in its target; each is the name of a :attr:`Kind.RIGHT`."""

    WRITE_ORDERS = "write orders"
    MAKE_DEBTORS = "make debtors"
    CHANGE_DEBTORS = "change debtors"
    MAKE_ADDRESSES = "make delivery addresses"
    CHANGE_ADDRESSES = "change delivery addresses"
    WRITE_CONTACTS = "write contacts"
    MAKE_ARTICLES = "make articles"
    CHANGE_ARTICLES = "change articles"
    WRITE_PRICES = "write prices"
    MOVE_STOCK = "move stock"


def chosen(path: Path, kind: Kind, choice: Choosing[str]) -> Iterator[Named]:
    """The codes that a choice may come to, each with its place."""
    if choice.default:
        yield Named((*path, "default"), kind, choice.default)
    if not choice.force:
        yield from (Named((*path, "table", key), kind, code) for key, code in choice.table.items() if code)
