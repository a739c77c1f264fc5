"""The steps of a product that are about its prices: choose them, ask before they move far, write them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Literal

from handlers.contracts.found_products import FoundProduct
from handlers.contracts.products import DraftProduct, PriceRow, ProductTarget
from handlers.pipelines.common.edited_units import ZONE
from handlers.pipelines.common.field_digests import digest_fields
from handlers.pipelines.common.part import Carried, day_of
from handlers.pipelines.common.parts import Parts
from handlers.pipelines.products.price_brake import PriceBrake
from handlers.pipelines.products.price_parts import is_kept, price_name, price_parts
from handlers.pipelines.products.price_plan import PricePlan, keep_prices, plan_prices, recall_prices
from handlers.pipelines.products.price_settings import PriceSettings
from handlers.pipelines.products.pricing import Chosen, PriceForm, choose_price
from handlers.pipelines.products.run import ProductRun
from mapping.documents.values import parse_decimal
from mapping.problems import Problem
from relay.errors import Hold
from relay.line.dues import PRICE, Dues, midnight
from relay.line.once.links import Link, Links
from words.mistake import Mistake
from words.told import Told


async def choose_prices(run: ProductRun, target: ProductTarget, links: Links) -> ProductRun:
    """Choose the prices that the target is to hold, after the article was looked for.

    A product that is to be made is held where its price cannot be decided; of one that is there only the price is.
    """
    settings = run.settings.prices
    if run.leaving is not None or settings is None:
        return run
    day, keeps_periods = day_of(run.ticket.event, ZONE), target.keeps_prices
    sent = await recall_prices(links, target.connection, run.pair)
    draft, chosen, plan = decide_prices(run.drafted, settings, sent, day, target)
    if chosen.problems and run.number is None:
        raise _held(chosen.problems)
    problems = [one for row in plan.rows if keeps_periods for one in target.check_price(draft.code, row)]
    if problems:
        raise _held(problems)
    notes = [note for note in chosen.notes if note not in run.told]
    clashes = (
        Problem("prices", Told("prices.offer_with_a_price", day=row.starts_on or day), Told("prices.move_offer"))
        for row in plan.clashing
    )
    return replace(run, draft=draft, chosen=chosen, price_plan=plan).tell(*notes).warn(*clashes)


def decide_prices(
    draft: DraftProduct, settings: PriceSettings, sent: Sequence[PriceRow], day: date, target: ProductTarget
) -> tuple[DraftProduct, Chosen, PricePlan]:
    """The draft with the price that its article is to hold, what was chosen, and what is to be written: pure."""
    product = draft.product
    unit = draft.codes.get("unit") or product.unit or ""
    keeps_offers = target.habits.keeps_offers
    form = PriceForm(target.price_decimals, unit, keeps_periods=target.keeps_prices, keeps_offers=keeps_offers)
    chosen = choose_price(product, settings, day, form)
    share = target.offers_share_days or not form.keeps_periods
    plan = plan_prices(chosen, sent, day, keeps_periods=form.keeps_periods, offers_share_days=share)
    cost = product.cost_price if settings.cost_price else None
    offer = next((row for row in plan.kept if row.is_offer), None) if keeps_offers and chosen.usual else None
    draft = replace(draft, price=plan.kept[0] if chosen.usual else None, offer=offer, cost_price=cost)
    return draft, chosen, plan


def price_roles(run: ProductRun, target: ProductTarget) -> list[str]:
    """What a person calls each price that would be written as a record of its own."""
    plan = run.price_plan
    if plan is None or not target.keeps_prices or (run.chosen is not None and run.chosen.problems):
        return []
    rides = run.number is None and target.rides_on_article(run.drafted)
    return [f"price {row.key}" for row in plan.rows if not (rides and row == run.drafted.price)]


async def brake_prices(run: ProductRun, target: ProductTarget, brake: PriceBrake) -> ProductRun:
    """Ask a person where the usual price moves far, or many do; the first of the steps that write."""
    settings, plan = run.settings.prices, run.price_plan
    if settings is None or plan is None or _writes(run) != "always":
        return run
    shown = None
    if plan.before is None and run.number is not None:
        shown = await _shown_price(run, target)
    await brake.check(run.ticket, run.pair, plan, settings, shown)
    return run


async def carry_prices(
    run: ProductRun, target: ProductTarget, links: Links, parts: Parts, dues: Dues, brake: PriceBrake
) -> ProductRun:
    """Write the prices that are records of their own, after the article; remember them, and when they change next.

    Raises Hold for a price that could not be decided, now that the article is as it should be.
    """
    chosen, plan = run.chosen, run.price_plan
    if chosen is None or plan is None:
        return run
    if chosen.problems:
        raise _held(chosen.problems)
    if target.keeps_prices and plan.rows:
        run = await _carry_rows(run, target, links, parts)
    event = run.ticket.event.id
    sent = await recall_prices(links, target.connection, run.pair)
    if plan.kept != sent:
        await keep_prices(links, target.connection, run.pair, plan.kept, event)
    if plan.kept and not sent:
        await brake.note_priced(run.ticket.flow.name)
    await note_next_price(run, dues)
    return run


async def note_next_price(run: ProductRun, dues: Dues) -> None:
    """Have the product carried again on the day on which its price changes, where the target cannot know that day."""
    if run.chosen is None or not run.ticket.flow.write:
        return
    flow, number, day = run.ticket.flow, run.read.number, run.chosen.changes_on
    if day is not None:
        await dues.note(flow, number, midnight(day, ZONE), PRICE)
    else:
        await dues.drop(flow, number, PRICE)


async def _carry_rows(run: ProductRun, target: ProductTarget, links: Links, parts: Parts) -> ProductRun:
    assert run.price_plan is not None  # noqa: S101 - the caller has looked
    rows, code = list(run.price_plan.rows), str(run.number)
    writes = _writes(run)
    if writes == "never":
        return run.tell(Told("prices.left_as_they_are"))
    if writes == "empty_fields":
        found = await target.find_prices(code)
        if found is None:
            return run.tell(Told("prices.not_known_to_be_empty"))
        rows = [row for row in rows if not is_kept(row, found)]
    if run.made:
        rows = [row for row in rows if not await _rode_along(run, target, links, row, code)]
    for part, row in zip(price_parts(links, target, run.pair, code, rows), rows, strict=True):
        carried = await parts.carry(run.ticket, part)
        run = run.tell(*_tell(row, carried))
        if carried.how != "same":
            run = await _confirm(run, target, code, row)
    return run


async def _rode_along(run: ProductRun, target: ProductTarget, links: Links, row: PriceRow, code: str) -> bool:
    """Whether the article that this run made has the price from the start; then it is linked, and not sent again."""
    if run.drafted.price != row or not target.rides_on_article(run.drafted):
        return False
    name = price_name(links, target, run.pair, row)
    await links.attach(run.pair.name, [name])
    digest = digest_fields(links, name, target.price_fields(code, row))
    await links.store(name, Link(row.key, digest, run.ticket.event.id))
    return True


async def _confirm(run: ProductRun, target: ProductTarget, code: str, row: PriceRow) -> ProductRun:
    """The run with a note where the price that was written is not shown as it was sent."""
    found = await target.find_prices(code)
    shown = next((price for price in found or () if price.number == row.key), None)
    if found is None:
        return run.tell(Told("prices.not_confirmed", price=row.key))
    if shown is None or (shown.amount is not None and shown.amount != row.amount):
        wrong = Told("prices.shown_otherwise", shown=str(shown.amount) if shown is not None else "-")
        return run.warn(Problem("price", wrong, Told("prices.look_at_target"), str(row.amount)))
    return run


def _writes(run: ProductRun) -> Literal["always", "empty_fields", "never"]:
    """What may be written of the prices: of an article that was found for the first time less than of a known one."""
    finding = run.settings.product
    if run.number is None or run.made:
        return "always"
    if finding.on_existing == "skip":
        return "never"
    if run.link is not None and (run.link.digest or run.link.manual):
        return "always"
    return {"update": "always", "if_empty": "empty_fields", "link_only": "never"}[finding.on_first_match]  # type: ignore[return-value]  # these are its words


async def _shown_price(run: ProductRun, target: ProductTarget) -> Decimal | None:
    """The usual price that the target shows of an article, where the relay sent none yet."""
    plan = run.price_plan
    if plan is None or not plan.kept:
        return None
    if target.keeps_prices:
        found = await target.find_prices(str(run.number)) or ()
        day = day_of(run.ticket.event, ZONE).isoformat()
        usual = [one for one in found if is_kept(plan.kept[0], [one]) and one.number.rpartition(" ")[2] <= day]
        latest = max(usual, key=lambda one: one.number, default=None)
        return latest.amount if latest is not None else None
    return _on_article(run.found, target)


def _on_article(found: FoundProduct | None, target: ProductTarget) -> Decimal | None:
    for name, paths in target.product_sources.items():
        if found is not None and "price.amount" in paths and found.fields.get(name) is not None:
            try:
                return parse_decimal(found.fields[name])
            except Mistake:
                return None
    return None


def _held(problems: Sequence[Problem]) -> Hold:
    return Hold(Told("prices.cannot_be_sent", problem=problems[0].told()), problems=problems)


def _tell(row: PriceRow, carried: Carried) -> list[Told]:
    if carried.how == "same":
        return []
    code = Told("prices.made", price=row.key) if carried.how == "made" else Told("prices.changed", price=row.key)
    return [code]
