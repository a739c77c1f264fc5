"""Chooses the VAT code and the revenue account of a line: the source's tax is trusted, and doubts become warnings.

The order of the tests is that of a seller in a member state: where the goods go, whether the buyer is a business with a
VAT number of another member state, then the table. Where they go decides, not where the bill goes. Not tax advice.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from mapping.choices import UnmappedValueError, table_key
from mapping.problems import Problem, WrongAndMend
from mapping.vat.areas import Kind, Place, VatArea, vat_area
from mapping.vat.rates import percent, rate_mistake
from mapping.vat.table import Sale, TableGroup, VatRow, VatTable, most_specific
from words.masking import shorten
from words.told import Told

NumberStatus = Literal["valid", "invalid", "not_checked", "absent"]
"""What is known of a VAT number: VIES said valid or invalid, nobody could say, or there is none."""

Policy = Literal["hold", "accept", "as_consumer"]
"""What becomes of a business whose VAT number could not be checked, and which is charged no VAT."""


@dataclass(frozen=True, slots=True)
class VatBuyer:
    """Who buys. ``number_country`` is the ISO code of the member state of the VAT number; empty: another than ours."""

    business: bool
    number_status: NumberStatus = "absent"
    number_country: str = ""
    not_checked: Policy = "hold"


@dataclass(frozen=True, slots=True)
class VatChoice:
    """What a line gets. ``code`` None: no VAT code; ``revenue_account`` None: the target decides by the article.

    ``warnings`` are sentences for an accountant, without personal data.
    """

    code: str | None
    revenue_account: str | None
    reverse: bool
    group: TableGroup
    warnings: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True)
class NoVatCode(WrongAndMend):
    """A person must act before the line can be booked. ``field`` is ``vat_rate`` of the line, or one of the order."""

    field: Literal["vat_rate", "customer.vat_number"]
    wrong: Told
    mend: Told
    value: str | None = None

    def problem(self, line: int) -> Problem:
        """What an administrator is told; ``line`` counts from 0.

        >>> NoVatCode("vat_rate", "has no code", "add a row", "19 %").problem(2).path
        'lines[2].vat_rate'
        """
        path = f"lines[{line}].{self.field}" if self.field == "vat_rate" else self.field
        return Problem(path, self.wrong, self.mend, self.value)


def choose_vat(
    table: VatTable,
    *,
    ship_to: Place,
    buyer: VatBuyer,
    rate: Decimal | None,
    vat_class: str | None,
    kind: Kind,
    day: date,
) -> VatChoice | NoVatCode:
    """What a line of an order of that day gets. It raises nothing.

    ``rate`` is what the source charges, in percent. The row of the table that wins gives the code; no row, the plain
    table by rate; neither, NoVatCode. A revenue account comes from that row, or from the table of revenue accounts.
    VAT that the source charges where none is expected is booked as charged: to a business abroad with the rows for
    consumers, and outside the VAT area with the domestic rows, where no row of their own names the rate.
    """
    if rate is not None and not rate.is_finite():
        return NoVatCode("vat_rate", Told("vat.no_rate"), Told("vat.give_percent"), shorten(rate))
    area = vat_area(ship_to, day=day, seller=table.seller, kind=kind, outside=table.outside_postcodes)
    group, why = _group(area, buyer, table.seller)
    if rate and area.group == "EU" and buyer.business and buyer.number_status == "not_checked":
        group, why = "EU_consumer", Told("vat.number_not_checked_and_charged", rate=percent(rate))
    if group is None:
        return NoVatCode(
            "customer.vat_number",
            Told("vat.number_not_checked", country=area.country or ""),
            Told("vat.release_or_accept"),
        )
    sale = Sale(group, area.country, rate, vat_class, kind, day)
    row = _row(table, sale)
    code = row.code if row else _choose_by_rate(table, rate)
    if isinstance(code, _NoMatch):
        return _no_code(sale, why)
    account = most_specific(table.revenue_accounts, sale)
    doubts = [why, *area.warnings, *_doubts(sale, row, table.seller, books_none=code is None)]
    return VatChoice(
        code=code,
        revenue_account=(row.revenue_account if row else None) or (account.account if account else None),
        reverse=bool(row and row.reverse),
        group=group,
        warnings=tuple(doubt for doubt in doubts if doubt),
    )


def _group(area: VatArea, buyer: VatBuyer, seller: str) -> tuple[TableGroup | None, Told | None]:
    """The group of a table, and why where that may surprise. None: the policy is to hold."""
    if area.group != "EU":
        return area.group, None
    if not buyer.business or buyer.number_status == "absent":
        return "EU_consumer", None
    if buyer.number_country == seller:
        return "EU_consumer", Told("vat.number_of_seller", seller=seller)
    return _GROUP_BY[buyer.not_checked if buyer.number_status == "not_checked" else buyer.number_status]


_GROUP_BY: Mapping[str, tuple[TableGroup | None, Told | None]] = {
    "valid": ("EU_business", None),
    "invalid": ("EU_consumer", Told("vat.number_invalid")),
    "accept": ("EU_business", Told("vat.check_number_later")),
    "as_consumer": ("EU_consumer", Told("vat.number_not_checked_consumer")),
    "hold": (None, None),
}
"""By what VIES said of a VAT number of another member state, or else by the policy."""


def _row(table: VatTable, sale: Sale) -> VatRow | None:
    """The row of the sale, else of the one that the source must have taken it for where it charges VAT unexpectedly.

    There a row of its group that names no rate does not count: it is for sales without VAT, as its group is.
    """
    taken_for = _taken_for(sale, table.seller)
    if taken_for is None:
        return most_specific(table.rows, sale)
    meant = [row for row in table.rows if row.rate is not None or row.country != sale.group]
    return most_specific(meant, sale) or most_specific(table.rows, taken_for)


def _taken_for(sale: Sale, seller: str) -> Sale | None:
    if sale.rate and sale.group == "EU_business":
        return replace(sale, group="EU_consumer")
    if sale.rate and sale.group == "outside_EU":
        return replace(sale, group="domestic", country=seller)
    return None


class _NoMatch:
    """Says that neither a row nor the plain table has a code, where None says that the code is none."""


def _choose_by_rate(table: VatTable, rate: Decimal | None) -> str | _NoMatch | None:
    """The code of the plain table. None only where it is forced to be none."""
    try:
        code = table.vat_code.choose(table_key(rate))
    except UnmappedValueError:
        return _NoMatch()
    return _NoMatch() if code is None and not table.vat_code.force else code


def _no_code(sale: Sale, why: Told | None) -> NoVatCode:
    to = Told("vat.group_in", group=sale.group, country=sale.country) if sale.country else sale.group
    because = Told("vat.because", why=why) if why else ""
    wrong = Told("vat.no_code_for_service", to=to, because=because)
    if sale.kind == "goods":
        wrong = Told("vat.no_code_for_goods", to=to, because=because)
    return NoVatCode(
        "vat_rate",
        wrong,
        Told("vat.add_row"),
        str(percent(sale.rate)) if sale.rate is not None else None,
    )


def _doubts(sale: Sale, row: VatRow | None, seller: str, *, books_none: bool) -> list[Told]:
    """Where the source's tax and what would be expected disagree."""
    doubts = _doubts_about_reverse_charge(sale, row)
    if sale.rate is None:
        return doubts
    charged, classed = percent(sale.rate), _says_why(sale.vat_class)
    if sale.rate and sale.group == "EU_business":
        doubts.append(Told("vat.charged_to_business", rate=charged, country=sale.country))
    if sale.rate and sale.group == "outside_EU":
        doubts.append(Told("vat.charged_outside", rate=charged))
    if not sale.rate and sale.group in {"domestic", "EU_consumer"} and not (classed or books_none or _reverses(row)):
        doubts.append(Told("vat.nothing_charged", group=sale.group, country=sale.country))
    if sale.group in {"domestic", "EU_consumer"}:
        doubts += _doubts_about_rate(sale, sale.rate, seller)
    return doubts


def _says_why(vat_class: str | None) -> bool:
    """Whether a class tells why no VAT is charged; the standard one, which shops write as an empty text, does not."""
    return (vat_class or "").strip().casefold() not in {"", "standard"}


def _doubts_about_reverse_charge(sale: Sale, row: VatRow | None) -> list[Told]:
    if sale.group != "EU_business" or row is None or row.reverse is None:
        return []
    if sale.kind == "service" and not row.reverse:
        return [Told("vat.service_reverse_charged")]
    if sale.kind == "goods" and row.reverse:
        return [Told("vat.goods_not_reverse_charged")]
    return []


def _doubts_about_rate(sale: Sale, rate: Decimal, seller: str) -> list[Told]:
    """A consumer abroad pays the rate of their country, or that of the seller below the threshold."""
    mistake = rate_mistake(sale.country, rate, sale.day)
    if mistake is None or (sale.group == "EU_consumer" and rate_mistake(seller, rate, sale.day) is None):
        return []
    return [mistake]


def _reverses(row: VatRow | None) -> bool:
    return bool(row and row.reverse)
