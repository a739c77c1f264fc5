"""Decides everything about an order that needs no call; `relay mapping try` shows the same as a run does."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from handlers.contracts.drafts import Draft
from handlers.pipelines.orders.codes import choose_codes
from handlers.pipelines.orders.completeness import lacking_for_debtor, lacking_for_delivery, mended, wrong_email
from handlers.pipelines.orders.letters import in_letters_of
from handlers.pipelines.orders.run import reference_of
from handlers.pipelines.orders.settings import OrderSettings
from handlers.pipelines.orders.vat import with_vat_codes
from handlers.pipelines.parties.company_or_person import as_buyer
from handlers.pipelines.parties.identifiers import given, marks_of
from mapping.documents.order import Order
from mapping.money import order_amount
from mapping.pricing import Basis, PricedOrder, PricingError, price_order
from mapping.problems import Problem
from mapping.vat.choice import NumberStatus
from relay.model import Flow


@dataclass(frozen=True, slots=True)
class Drafted:
    """The draft, all that is wrong with it, and what was decided, for the story.

    ``left_out`` says why the settings leave the order out, where they do.
    """

    draft: Draft
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    left_out: str | None = None


def draft_order(
    order: Order,
    flow: Flow,
    basis: Callable[[Order], Basis],
    today: date,
    status: NumberStatus | None = None,
    linked: str | None = None,
) -> Drafted:
    """A draft under the reference by which the order is found in the target. Pure; raises nothing.

    ``basis`` tells how the target wants the order's prices; ``today`` is the day in the books, ``status`` what is known
    of the buyer's VAT number, None where nobody was asked. ``linked`` is the customer's debtor by hand, who goes before
    any default. Where there are problems the draft may have no lines.
    """
    settings: OrderSettings = flow.settings
    reference = reference_of(order, flow)
    order, notes = _readied(order, settings)
    order = order.model_copy(update={"ordered_on": _ordered_on(order, settings, today)})
    codes, problems = choose_codes(settings, order)
    notes += [f"{name} {code} added by setting {name}" for name, code in codes.items()]
    priced, wrong, doubts = _priced(order, settings, basis(order), status)
    draft = Draft(order, reference, codes, priced, send_as=settings.send_as, lacks=lacking_for_debtor(order))
    placed = _placed(draft, settings, linked)
    problems += [*_unwanted(order, settings, priced), *wrong, *placed.problems]
    return replace(placed, problems=tuple(problems), notes=(*notes, *placed.notes, *doubts))


def _readied(order: Order, settings: OrderSettings) -> tuple[Order, list[str]]:
    """The order with its customer as a company or a person, mended, and in letters that the target keeps."""
    order, mends = mended(order, settings)
    order, decided = as_buyer(order, settings.customer)
    order, lettered = in_letters_of(order, settings.characters)
    return order, [*mends, *decided, *lettered]


def _placed(draft: Draft, settings: OrderSettings, linked: str | None) -> Drafted:
    """The draft with its debtor and delivery address, as far as they are decided without looking for anybody."""
    order = draft.order
    problems = [wrong] if (wrong := wrong_email(order)) is not None else []
    notes: list[str] = []
    if missing := lacking_for_delivery(order):
        if settings.incomplete.delivery_address == "hold":
            problems += missing
        else:
            draft = replace(draft, order=order.model_copy(update={"shipping_address": None}))
            notes.append(f"no delivery address: {', '.join(f'{one.path} {one.rule}' for one in missing)}")
    default, why = default_debtor(settings, order)
    if linked is not None:
        draft = replace(draft, debtor=linked)
        notes.append(f"debtor {linked} linked by hand")
    elif default is not None:
        draft = book_on(draft, default)
        notes.append(f"debtor {default} added by setting {why}")
    elif draft.lacks and not given(marks_of(order, settings.customer)):
        return unplaced(draft, settings, tuple(problems), tuple(notes))
    return Drafted(draft, tuple(problems), tuple(notes))


def unplaced(
    draft: Draft, settings: OrderSettings, problems: tuple[Problem, ...] = (), notes: tuple[str, ...] = ()
) -> Drafted:
    """What becomes of an order whose customer is nobody we know, and lacks something: by the settings.

    Booked on the default debtor where there is one, else held with each field that lacks, or left out.
    """
    told = ", ".join(f"{one.path} {one.rule}" for one in draft.lacks)
    rule, order = settings.incomplete.customer, draft.order
    if rule == "skip":
        return Drafted(draft, problems, notes, left_out=f"left out by setting incomplete.customer: {told}")
    number = settings.default_debtor.number(order.ship_to.country, order.store) if rule == "default_debtor" else None
    if number is None:
        return Drafted(draft, (*problems, *draft.lacks), notes)
    return Drafted(
        book_on(draft, number), problems, (*notes, f"debtor {number} added by setting default_debtor: {told}")
    )


def _priced(
    order: Order, settings: OrderSettings, basis: Basis, status: NumberStatus | None
) -> tuple[PricedOrder, list[Problem], list[str]]:
    """The lines to send with their codes; none of them where their prices cannot be worked out."""
    try:
        priced = price_order(order, settings, basis)
    except PricingError as error:
        return PricedOrder((), basis.includes_vat, Decimal("0.00")), list(error.problems), []
    coded, problems, doubts = with_vat_codes(priced, order, settings, status)
    return coded, problems, [*priced.notes, *doubts]


def default_debtor(settings: OrderSettings, order: Order) -> tuple[str | None, str]:
    """The debtor that the settings choose before anybody is looked for, and the setting that says so.

    That is one for every order, one for a way of paying, or one for orders with nothing to recognise the customer by.
    """
    rule = settings.payment_methods.get(order.payment_method or "")
    if rule is not None and rule.default_debtor:
        return rule.default_debtor, "payment_methods"
    nobody = not given(marks_of(order, settings.customer))
    complete = not lacking_for_debtor(order) or settings.incomplete.customer == "default_debtor"
    if settings.default_debtor.force or (nobody and complete):
        return settings.default_debtor.number(order.ship_to.country, order.store), "default_debtor"
    return None, ""


def book_on(draft: Draft, number: str) -> Draft:
    """The draft on a debtor who stands in for the customer: the debtor's own address is another's.

    So the address is written out also where the goods go where the bill goes, with the name of who receives them.
    """
    order = draft.order
    receiver = order.ship_to.name or order.customer.name
    address = order.ship_to.model_copy(update={"name": receiver})
    order = order.model_copy(update={"shipping_address": address})
    return replace(draft, order=order, debtor=number, stands_in=True)


def _ordered_on(order: Order, settings: OrderSettings, today: date) -> date:
    if settings.order_date == "today":
        return today
    if settings.order_date == "delivery":
        return order.delivery_on or order.ordered_on
    return order.ordered_on


def _unwanted(order: Order, settings: OrderSettings, priced: PricedOrder) -> list[Problem]:
    """What is wrong with an order without lines, with one that was paid back, and with a document below zero.

    Costs too may bring a document below zero, and not its lines.
    """
    if not any(line.quantity for line in order.lines):
        rule = "has no line with a quantity, so there is nothing to book"
        return [Problem("lines", rule, "cancel this event, or give the order its lines at the source")]
    if order.refunded and settings.refunded == "hold":
        remedy = "enter the order and what was paid back by hand, or set settings.refunded: carry"
        rule = "was paid back before the order is sent, and its lines do not show it"
        return [Problem("refunded", rule, remedy, str(order.refunded))]
    if not order.is_credit and priced.amount >= 0:
        return []
    if order.credit_of is not None and order_amount(order) > 0:
        rule = (
            "says that this takes a document back, and its lines come to more than nothing: it would be charged again"
        )
        return [Problem("credit_of", rule, "give the lines quantities below zero", order.credit_of)]
    if settings.credits == "send":
        return []
    remedy = "enter it by hand, or set settings.credits: send"
    return [Problem("credit_of", "this is a credit, and the flow holds credits", remedy, order.credit_of)]
