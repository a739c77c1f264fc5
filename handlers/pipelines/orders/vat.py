"""Chooses VAT code and revenue account of every line, after the buyer's VAT number was checked where it counts."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.pipelines.orders.party import judge_customer
from handlers.pipelines.orders.run import OrderRun
from handlers.pipelines.orders.settings import OrderSettings
from handlers.services.vies import CheckedNumber, VatNumberChecks
from mapping.documents.order import Order
from mapping.pricing import PricedLine, PricedOrder
from mapping.problems import Problem
from mapping.vat.areas import vat_area
from mapping.vat.choice import NoVatCode, NumberStatus, VatBuyer, VatChoice, choose_vat
from mapping.vat.numbers import VatNumber, read_vat_number
from mapping.vat.table import RateChoice, VatTable
from relay.errors import Transient
from words.told import Told


async def vat_number(run: OrderRun, checks: VatNumberChecks) -> OrderRun:
    """Have the VAT number of a company in another member state checked; a service that is down is an answer too."""
    settings = run.settings
    order, _ = judge_customer(run.read, settings.customer)
    number = number_of(order)
    if not settings.vat_number_check.enabled or not _counts(order, number, settings.vat_codes):
        return run
    checked = await checks.check(number, settings.vat_number_check)
    return replace(run, number_status=checked.status).tell(_tell_check(checked))


def _tell_check(checked: CheckedNumber) -> Told:
    """What VIES said of the number, or why it said nothing."""
    consultation = Told("vies.consultation", number=checked.consultation) if checked.consultation else ""
    if checked.status == "valid":
        return Told("vies.valid", consultation=consultation)
    if checked.status == "invalid":
        return Told("vies.invalid", consultation=consultation)
    return Told("vies.not_checked", reason=checked.reason or "")


def wait_for_vies(run: OrderRun, problems: Sequence[Problem]) -> None:
    """Raise Transient where nothing is wrong but that VIES gave no answer, and the settings say to wait for one."""
    check = run.settings.vat_number_check
    if check.not_checked == "wait" and {problem.path for problem in problems} == {_NUMBER}:
        raise Transient(Told("vies.waits"), after=check.keep_not_checked)


_NUMBER = "customer.vat_number"


def number_of(order: Order) -> VatNumber:
    """The VAT number of a company; a person's counts for nothing."""
    customer = order.customer
    return read_vat_number(customer.vat_number if customer.is_company else None, order.billing_address.country)


def choose_vat_codes(
    priced: PricedOrder, order: Order, settings: OrderSettings, status: NumberStatus | None
) -> tuple[PricedOrder, list[Problem], list[Told]]:
    """The lines with their codes, a problem for each line that has none, and what an accountant should look at.

    ``status`` is what was found out about the VAT number; None where it was not asked about. Without any VAT settings
    the target chooses by the article.
    """
    table = _table(settings.vat_codes)
    if table is None:
        return priced, [], []
    number = number_of(order)
    buyer = VatBuyer(
        business=order.customer.is_company,
        number_status=status or ("not_checked" if number.form == "valid" else number.form),
        number_country=number.member_state,
        not_checked=settings.vat_number_check.policy,
    )
    lines: list[PricedLine] = []
    problems: list[Problem] = []
    notes: list[Told] = []
    choices: dict[tuple[object, ...], VatChoice | NoVatCode] = {}  # an order has few kinds of line, and may have many
    for line in priced.lines:
        kind = (line.vat_rate, line.vat_class, line.kind)
        chosen = None
        if _has_vat(line):
            chosen = choices.get(kind) or choices.setdefault(kind, _choose(line, order, table, buyer))
        if isinstance(chosen, NoVatCode) and (line.amount or line.vat_rate is not None):  # what is free needs no rate
            problems.append(_problem(chosen, line))
        elif isinstance(chosen, VatChoice):
            account = line.revenue_account or chosen.revenue_account
            line = replace(line, vat_code=chosen.code, revenue_account=account)  # noqa: PLW2901 - the line goes on with what was chosen
            notes += chosen.warnings
        lines.append(line)
    once = list(dict.fromkeys(problems)), list(dict.fromkeys(notes))
    return replace(priced, lines=tuple(lines)), *once


def _has_vat(line: PricedLine) -> bool:
    """Not text that costs nothing, nor the cents for rounding, which nobody sold."""
    return line.role != "rounding" and (line.role != "text" or bool(line.amount))


def _choose(line: PricedLine, order: Order, table: VatTable, buyer: VatBuyer) -> VatChoice | NoVatCode:
    return choose_vat(
        table,
        ship_to=order.ship_to,
        buyer=buyer,
        rate=line.vat_rate,
        vat_class=line.vat_class,
        kind=line.kind,
        day=order.ordered_on,
    )


def _problem(missing: NoVatCode, line: PricedLine) -> Problem:
    if line.position is not None:
        return missing.problem(line.position)
    path = f"{line.role}.vat_rate" if missing.field == "vat_rate" else missing.field
    return replace(missing.problem(0), path=path)


def _table(table: VatTable) -> VatTable | None:
    """The table to use, or None; one that only has revenue accounts leaves the codes to the target."""
    if table.rows or table.vat_code.model_fields_set:
        return table
    if not table.revenue_accounts:
        return None
    return table.model_copy(update={"vat_code": RateChoice(force=True, default=None)})


def _counts(order: Order, number: VatNumber, table: VatTable) -> bool:
    """Whether the number decides anything: it is of a company whose goods go to another member state."""
    if number.form == "absent":
        return False
    outside, day = table.outside_postcodes, order.ordered_on
    return any(
        vat_area(order.ship_to, day=day, seller=table.seller, kind=kind, outside=outside).group == "EU"
        for kind in {line.kind for line in order.lines}
    )
