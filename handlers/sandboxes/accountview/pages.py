"""Completes a journal page (DJ2) as AccountView would, refuses one that does not fit, and says what it books.

The dictionary names the columns and switches (github.com/omniboost/go-accountview.net, ``fields/``); what they do is
read from their labels, as no rule is public. A page with SUB_NR is a sale: its total is what the debtor owes, and
AccountView itself books the receivable. The lines of a page without one must add up to zero where its journal checks
balances.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from handlers.sandboxes.accountview.behaviour import Behaviour
from handlers.sandboxes.accountview.invoices import cents, credit_days, find_row, percent_of
from handlers.sandboxes.accountview.refusals import RefusedError
from handlers.sandboxes.accountview.tables import Row

Tables = Mapping[str, list[Row]]


def complete_page(page: Row, lines: Sequence[Row], tables: Tables, year: int, behaviour: Behaviour) -> list[Row]:
    """The lines with their VAT; the page gets its date, period, currency, credit term and totals. Raises RefusedError.

    ``TRN_DATE`` must be there, and lie in the fiscal year of the administration.
    """
    journal = find_row(tables, "DAILY", "DJ_CODE", page["DJ_CODE"])
    if not page["TRN_DATE"].startswith(str(year)):
        raise RefusedError(f"DJ_PAGE.TRN_DATE: de datum ligt niet in boekjaar {year}.")
    _refuse_double(page, tables, behaviour)
    page["GROSS_FLG"] = page.get("GROSS_FLG", journal.get("GROSS_FLG", False))
    page["PERIOD"] = page.get("PERIOD") or Decimal(page["TRN_DATE"][5:7])
    page["CUR_CODE"] = page.get("CUR_CODE") or journal.get("CUR_CODE") or "EUR"
    if page.get("CRED_DAYS") is None:
        page["CRED_DAYS"] = credit_days(_condition(page, tables), tables)
    own = [_complete_line(page, line, tables, behaviour) for line in lines]
    sign = _sign(page, behaviour)
    page["PAGE_VAT"] = sign * sum((line["VAT_AMT"] for line in own), Decimal())
    page["PAGE_AMT"] = sign * sum((_add_vat(page, line) for line in own), Decimal())
    if journal.get("CHK_BAL"):
        _refuse_unbalanced(page)
    return own


def numbers_invoices(page: Row, tables: Tables) -> bool:
    """Whether the page's journal gives invoice numbers itself."""
    return bool(find_row(tables, "DAILY", "DJ_CODE", page["DJ_CODE"]).get("NUM_AUTO"))


def entries(page: Row, tables: Tables, behaviour: Behaviour) -> list[Row]:
    """What a stored page books in TRANSACT: debit above zero, credit below. The entries of a sale add up to zero."""
    common = {name: page.get(name) for name in ("DJ_CODE", "PAGE_NR", "INV_NR", "SUB_NR", "TRN_DATE", "PERIOD")}
    lines: list[Row] = page["DJ_LINE"]
    turned = -1 if _is_sale(page) and behaviour.amount_sign == "document" else 1
    rows: list[Row] = []
    for line in lines:
        own: Row = {name: line[name] for name in ("TRN_DESC", "VAT_CODE", "COST_CODE", "PROJ_CODE") if name in line}
        own |= {"BASE_AMT": turned * line["BASE_AMT"], "VAT_AMT": turned * line["VAT_AMT"]}
        rows.append({**common, **own, "ACCT_NR": line["ACCT_NR"], "AMOUNT": turned * _take_vat_out(page, line)})
        if line["VAT_AMT"]:
            account = find_row(tables, "VAT", "VAT_CODE", line["VAT_CODE"]).get("VAT_ACCT", "")
            rows.append({**common, "ACCT_NR": account, "AMOUNT": turned * line["VAT_AMT"]})
    if _is_sale(page):
        account = page.get("ACCT_NR") or find_row(tables, "CONTACT", "SUB_NR", page["SUB_NR"])["ACCT_NR"]
        rows.append({**common, "ACCT_NR": account, "AMOUNT": page["PAGE_AMT"], "TRN_DESC": page["HDR_DESC"]})
    return rows


def _complete_line(page: Row, line: Row, tables: Tables, behaviour: Behaviour) -> Row:
    account = find_row(tables, "LEDGER", "ACCT_NR", line["ACCT_NR"])
    if account.get("REC_BLK"):
        raise RefusedError("DJ_LINE.ACCT_NR: de rekening is geblokkeerd.")
    if account.get("VAT_MAND") and not line.get("VAT_CODE"):
        raise RefusedError("DJ_LINE.VAT_CODE: een BTW-code is verplicht op deze rekening.")
    cost_centre = line.get("COST_CODE") or page.get("COST_CODE", "")
    if account.get("COST_MAND") and not cost_centre:
        raise RefusedError("DJ_LINE.COST_CODE: een kostenplaats is verplicht op deze rekening.")
    amount = line.get("AMOUNT") or Decimal()
    filled = {"DJ_CODE": page["DJ_CODE"], "TRN_DATE": page["TRN_DATE"], "COST_CODE": cost_centre, **line}
    filled |= {"AMOUNT": amount, "VAT_AMT": line.get("VAT_AMT")}
    if filled["VAT_AMT"] and not line.get("VAT_CODE"):
        raise RefusedError("DJ_LINE.VAT_CODE: een BTW-code is verplicht bij een BTW-bedrag.")
    if filled["VAT_AMT"] is None:
        filled["VAT_AMT"] = _vat(page, line, amount, tables) if behaviour.computes_vat else Decimal()
    filled["BASE_AMT"] = line.get("BASE_AMT") or _take_vat_out(page, filled)
    return filled


def _vat(page: Row, line: Row, amount: Decimal, tables: Tables) -> Decimal:
    code = line.get("VAT_CODE", "")
    if not code or find_row(tables, "VAT", "VAT_CODE", code).get("IS_REVERSE"):
        return Decimal()
    percent = percent_of(code, tables)
    return cents(amount * percent / (100 + percent) if page["GROSS_FLG"] else amount * percent / 100)


def _add_vat(page: Row, line: Row) -> Decimal:
    amount: Decimal = line["AMOUNT"]
    return amount if page["GROSS_FLG"] else amount + line["VAT_AMT"]


def _take_vat_out(page: Row, line: Row) -> Decimal:
    amount: Decimal = line["AMOUNT"]
    return amount - line["VAT_AMT"] if page["GROSS_FLG"] else amount


def _sign(page: Row, behaviour: Behaviour) -> int:
    """What turns amounts as they are sent into what the debtor owes."""
    return -1 if _is_sale(page) and behaviour.amount_sign == "ledger" else 1


def _is_sale(page: Row) -> bool:
    return bool(page.get("SUB_NR"))


def _condition(page: Row, tables: Tables) -> str:
    if page.get("DISC_CODE") or not _is_sale(page):
        return str(page.get("DISC_CODE") or "")
    return str(find_row(tables, "CONTACT", "SUB_NR", page["SUB_NR"]).get("DISC_CODE") or "")


def _refuse_double(page: Row, tables: Tables, behaviour: Behaviour) -> None:
    number: Any = page.get("INV_NR")
    same = [one for one in tables["DJ_PAGE"] if (one["DJ_CODE"], one.get("INV_NR")) == (page["DJ_CODE"], number)]
    if behaviour.refuses_double_invoice and number and same:
        raise RefusedError("DJ_PAGE.INV_NR: dit factuurnummer bestaat al in het dagboek.")


def _refuse_unbalanced(page: Row) -> None:
    """Refuse a sale that differs from the balance sent with it, and any other page that does not add up to zero."""
    if not _is_sale(page) and page["PAGE_AMT"]:
        raise RefusedError("DJ_PAGE: de bladzijde is niet in balans.")
    if _is_sale(page) and page.get("TGT_BAL") and page["TGT_BAL"] != page["PAGE_AMT"]:
        raise RefusedError("DJ_PAGE.TGT_BAL: het controlesaldo wijkt af van het bladsaldo.")
