"""Decides everything about an order that needs no call; `relay mapping try` shows the same as a run does."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from handlers.contracts.drafts import Draft, party_of
from handlers.pipelines.orders.codes import choose_codes
from handlers.pipelines.orders.letters import in_letters_of
from handlers.pipelines.orders.party import choose_debtor, judge_customer, mend_customer
from handlers.pipelines.orders.run import reference_of
from handlers.pipelines.orders.settings import OrderSettings
from handlers.pipelines.orders.vat import choose_vat_codes
from handlers.pipelines.parties.completeness import find_debtor_problems
from handlers.pipelines.parties.default_debtor import place
from mapping.documents.order import Order
from mapping.money import order_amount
from mapping.pricing import Basis, PricedOrder, PricingError, price_order
from mapping.problems import Problem
from mapping.vat.choice import NumberStatus
from relay.model import Flow
from words.told import Told


@dataclass(frozen=True, slots=True)
class Drafted:
    """The draft, all that is wrong with it, and what was decided, for the story.

    ``left_out`` says why the settings leave the order out, where they do.
    """

    draft: Draft
    problems: tuple[Problem, ...] = ()
    notes: tuple[Told, ...] = ()
    left_out: Told | None = None


def draft_order(
    order: Order,
    flow: Flow,
    basis: Callable[[Order], Basis],
    today: date,
    status: NumberStatus | None = None,
    linked: str | None = None,
    *,
    keeps_debtors: bool = True,
) -> Drafted:
    """A draft under the reference by which the order is found in the target. Pure; raises nothing.

    ``basis`` tells how the target wants the order's prices; ``today`` is the day in the books, ``status`` what is known
    of the buyer's VAT number, None where nobody was asked. ``linked`` is the customer's debtor by hand, who goes before
    any default. A target that does not ``keeps_debtors`` is told who buys, and who they are decides nothing.
    Where there are problems the draft may have no lines.
    """
    settings: OrderSettings = flow.settings
    reference = reference_of(order, flow)
    order, notes = _prepare(order, settings)
    order = order.model_copy(update={"ordered_on": _choose_day(order, settings, today)})
    codes, problems = choose_codes(settings, order, keeps_books=keeps_debtors)
    notes += [Told("orders.code_added", setting=name, code=code) for name, code in codes.items()]
    priced, wrong, doubts = _price(order, settings, basis(order), status)
    lacks = find_debtor_problems(party_of(order)) if keeps_debtors else ()
    draft = Draft(order, reference, codes, priced, send_as=settings.send_as, lacks=lacks)
    chosen = choose_debtor(settings, order) if keeps_debtors else (None, "")
    placed = place(draft.party, settings, linked, *chosen)
    problems += [*_find_unwanted(order, settings, priced), *wrong, *placed.problems]
    notes += [*placed.notes, *doubts]
    return Drafted(draft.about(placed.party), tuple(problems), tuple(notes), placed.left_out)


def _prepare(order: Order, settings: OrderSettings) -> tuple[Order, list[Told]]:
    """The order with its customer as a company or a person, mended, and in letters that the target keeps."""
    order, mends = mend_customer(order, settings)
    order, decided = judge_customer(order, settings.customer)
    order, lettered = in_letters_of(order, settings.characters)
    return order, [*mends, *decided, *lettered]


def _price(
    order: Order, settings: OrderSettings, basis: Basis, status: NumberStatus | None
) -> tuple[PricedOrder, list[Problem], list[Told]]:
    """The lines to send with their codes; none of them where their prices cannot be worked out."""
    try:
        priced = price_order(order, settings, basis)
    except PricingError as error:
        return PricedOrder((), basis.includes_vat, Decimal("0.00")), list(error.problems), []
    coded, problems, doubts = choose_vat_codes(priced, order, settings, status)
    return coded, problems, [*priced.notes, *doubts]


def _choose_day(order: Order, settings: OrderSettings, today: date) -> date:
    if settings.order_date == "today":
        return today
    if settings.order_date == "delivery":
        return order.delivery_on or order.ordered_on
    return order.ordered_on


def _find_unwanted(order: Order, settings: OrderSettings, priced: PricedOrder) -> list[Problem]:
    """What is wrong with an order without lines, with one that was paid back, and with a document below zero.

    Costs too may bring a document below zero, and not its lines.
    """
    if not any(line.quantity for line in order.lines):
        return [Problem("lines", Told("orders.no_quantity"), Told("orders.cancel_or_give_lines"))]
    if order.refunded and settings.refunded == "hold":
        return [Problem("refunded", Told("orders.refunded"), Told("orders.enter_refund"), str(order.refunded))]
    if not order.is_credit and priced.amount >= 0:
        return []
    if order.credit_of is not None and order_amount(order) > 0:
        wrong, mend = Told("orders.credit_above_zero"), Told("orders.turn_quantities")
        return [Problem("credit_of", wrong, mend, order.credit_of)]
    if settings.credits == "send":
        return []
    return [Problem("credit_of", Told("orders.credit"), Told("orders.enter_credit"), order.credit_of)]
