"""Makes the rows of a sales invoice and of history out of an order; how AccountView writes them is not public."""

from collections import defaultdict
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from handlers.sandboxes.accountview.columns import Names
from handlers.sandboxes.accountview.tables import Row

_CENT = Decimal("0.01")
_CARRIED = ("RPL_INV", "RPL_DEL", "ORD_DATE", "COMMENT1", "COMMENT2", "COMMENT3", "DEL_CODE", "PD_AMT")
SALES = Decimal(1)
"""HDR_TYPE of a sale in history, as a public client filters on it."""


def find_row(tables: Mapping[str, list[Row]], table: str, key: str, value: Any) -> Row:
    """The record with this key. Raises LookupError."""
    for row in tables[table]:
        if row.get(key) == value:
            return row
    raise LookupError(f"{table} has no {key} {value}")


def cents(amount: Decimal) -> Decimal:
    """An amount in whole cents, halves away from zero."""
    return amount.quantize(_CENT, ROUND_HALF_UP)


def invoice_of(order: Row, tables: Mapping[str, list[Row]], names: Names) -> Row:
    """The header of an invoice with its amounts: VAT is that of each code's lines together, after the discount."""
    by_code: dict[str, Decimal] = defaultdict(Decimal)
    for line in invoice_lines(order, tables):
        by_code[line["VAT_CODE"]] += _amount(line)
    net, discount = sum(by_code.values(), Decimal()), Decimal(order.get("PD_AMT") or 0)
    share = (net - discount) / net if net else Decimal(1)
    vat = sum((cents(amount * share * percent_of(code, tables) / 100) for code, amount in by_code.items()), Decimal())
    debtor = find_row(tables, "CONTACT", "SUB_NR", order["RPL_INV"])
    return {
        **{name: order[name] for name in _CARRIED if name in order},
        names.order_number: order[names.order_number],
        "INV_AMT": cents(net - discount) + vat,
        "VAT_AMT": vat,
        "CUR_CODE": debtor.get("CUR_CODE") or "EUR",
        "CRED_DAYS": credit_days(str(debtor.get("DISC_CODE", "")), tables),
    }


def invoice_lines(order: Row, tables: Mapping[str, list[Row]]) -> list[Row]:
    """The lines of an invoice, each with the VAT code of its article."""
    return [
        {
            **{name: line.get(name) for name in ("ART_CODE", "ORD_QTY", "ART_PX")},
            "VAT_CODE": find_row(tables, "ARTICLE", "ART_CODE", line["ART_CODE"]).get("VAT_CODE", ""),
        }
        for line in order["SO_LINE"]
    ]


def in_history(order: Row, tables: Mapping[str, list[Row]], invoice_number: str) -> list[Row]:
    """The rows of HST_AL, one for each line; each holds its header under ``HST_AH``."""
    debtor = find_row(tables, "CONTACT", "SUB_NR", order["RPL_INV"])
    header = {name: value for name, value in order.items() if name != "SO_LINE"}
    header |= {"HDR_TYPE": SALES, "DC_NAME": debtor.get("ACCT_NAME", ""), "INV_NR": invoice_number}
    return [{**line, "HST_AH": header} for line in order["SO_LINE"]]


def article_moves(order: Row, tables: Mapping[str, list[Row]], day: str) -> list[Row]:
    """The rows of ART_LINE, one for each line of an order whose goods leave on this day."""
    return [
        {
            "ART_CODE": line["ART_CODE"],
            "ART_DESC1": find_row(tables, "ARTICLE", "ART_CODE", line["ART_CODE"]).get("ART_DESC1", ""),
            "ART_DATE": day,
            "PROJ_CODE": line.get("PROJ_CODE", ""),
        }
        for line in order["SO_LINE"]
    ]


def percent_of(code: str, tables: Mapping[str, list[Row]]) -> Decimal:
    """The percentage of a VAT code; zero where there is no code."""
    return Decimal(find_row(tables, "VAT", "VAT_CODE", code).get("VAT_PCT") or 0) if code else Decimal()


def credit_days(condition: str, tables: Mapping[str, list[Row]]) -> Decimal:
    """The days that a payment condition gives; zero where there is no condition."""
    return (
        Decimal(find_row(tables, "PAY_COND", "DISC_CODE", condition).get("CRED_DAYS") or 0) if condition else Decimal()
    )


def _amount(line: Row) -> Decimal:
    """Quantity times price as they are stored, in whole cents: what stands behind the line on paper."""
    return cents(Decimal(line.get("ORD_QTY") or 0) * Decimal(line.get("ART_PX") or 0))
