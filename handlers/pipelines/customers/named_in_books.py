"""Lists what the settings of a flow of customers name of its target, and what the flow must be let do there."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from handlers.contracts.naming import Kind, Right, chosen
from handlers.pipelines.customers.settings import ByCountry, CustomerSettings
from relay.roles import Named

_CHOICES: Final[Mapping[str, Kind]] = {
    "vat_liability": Kind.VAT_CODE,
    "revenue_account": Kind.LEDGER_ACCOUNT,
    "receivables_account": Kind.CONTROL_ACCOUNT,
    "payment_condition": Kind.PAYMENT_CONDITION,
    "language": Kind.LANGUAGE,
    "currency": Kind.CURRENCY,
}
"""The settings by which a code of the target is chosen, and what it is a code of; of price lists no page tells."""


def names_in(settings: CustomerSettings) -> Sequence[Named]:
    """All that the settings name, each with its place in them; what is left out names nothing."""
    return [*_codes(settings), *_rights(settings)]


def _codes(settings: CustomerSettings) -> Iterator[Named]:
    for name, kind in _CHOICES.items():
        choice = getattr(settings, name)
        yield from chosen((name,), kind, choice)
        if isinstance(choice, ByCountry) and not choice.force:
            for table in ("companies", "values"):
                yield from (
                    Named((name, table, key), kind, code) for key, code in getattr(choice, table).items() if code
                )


def _rights(settings: CustomerSettings) -> Iterator[Named]:
    finding = settings.customer
    if finding.on_none == "create":
        yield Named(("customer", "on_none"), Kind.RIGHT, Right.MAKE_DEBTORS)
    if finding.update != "never":
        yield Named(("customer", "update"), Kind.RIGHT, Right.CHANGE_DEBTORS)
    if settings.addresses:
        yield Named(("addresses",), Kind.RIGHT, Right.MAKE_ADDRESSES)
        if finding.update != "never":
            yield Named(("addresses",), Kind.RIGHT, Right.CHANGE_ADDRESSES)
    if settings.contacts:
        yield Named(("contacts",), Kind.RIGHT, Right.WRITE_CONTACTS)
