"""Tells what would be written of an order: by field names in the story of a dry run, with values to an operator."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from handlers.contracts.orders import OrderSource, OrderTarget
from handlers.pipelines.orders.run import OrderRun, begin
from handlers.pipelines.orders.trial import canonical_of, try_order
from handlers.pipelines.parties.telling import show_address, show_debtor, tell_address, tell_debtor
from mapping.pricing import PricedOrder
from relay.errors import DryRun, Hold, RunEnd, Settled, Skip
from relay.line.pipeline import DecidingSteps, outcome_of
from relay.model import Ticket
from relay.roles import Rehearsal
from words.told import Told


async def dry_run(run: OrderRun) -> OrderRun:
    """End here where the flow says `write: false`, and tell what would be written by the names of its fields."""
    if run.ticket.flow.write:
        return run
    raise DryRun(Told("orders.dry_run", acts=list(_acts(run)), event=run.ticket.event.id))


async def rehearse_order(
    ticket: Ticket, deciding: DecidingSteps, source: OrderSource, target: OrderTarget
) -> Rehearsal:
    """Decide about an order as a run does, and show all of it with its values. Asks the target, and writes nothing.

    It goes on behind what would hold or skip the order, as far as it can. Raises what the target's look-ups raise
    besides: a target that is away shows nothing.
    """
    run, ends = begin(ticket), list[RunEnd]()
    for step in deciding.steps:
        try:
            run = await step(run)
        except (Hold, Skip, Settled) as end:
            ends.append(end)
            if run.order is None or (run.draft is None and isinstance(end, Hold)):
                break
    first = ends[0] if ends else Skip(Told("orders.would", acts=list(_acts(run))))
    told = Told("orders.would_end", ends=[end.told for end in ends]) if len(ends) > 1 else first.told
    outcome = outcome_of(first)  # nothing is masked: an operator wants to see it, and it is kept nowhere
    problems = tuple({str(problem): problem for end in ends for problem in end.problems}.values())
    return Rehearsal(
        would_be="written" if not ends else outcome.state.value,
        told=told,
        number=outcome.number,
        problems=problems,
        noted=run.told,
        shown=_plain(_show(run, source, target)),
    )


def _show(run: OrderRun, source: OrderSource, target: OrderTarget) -> dict[str, Any]:
    """Everything that is decided, with its values."""
    if run.order is None:
        return {}
    if run.draft is None:
        tried = try_order(run.ticket.flow, run.ticket.document, source, target)
        return {"order": tried.canonical, "document": tried.targets}
    in_books = {
        "customer": show_debtor(run.known.party, run.plan.customer),
        "articles": _articles(run),
        "delivery_address": show_address(run.known.party, run.plan.address, run.known.delivery_address),
    }
    return {
        "order": canonical_of(run.order),
        **(in_books if target.keeps_debtors else {}),
        "document": run.fields if run.fields is not None else target.explain(run.known).tables,
        "amounts": _amounts(run.known.priced, _total(run, target)),
    }


def _articles(run: OrderRun) -> dict[str, Any]:
    used = dict.fromkeys(line.sku for line in run.known.lines if line.sku)
    return {
        "found": [sku for sku in used if sku not in run.missing],
        "missing": list(run.missing),
        "would_be_made": run.plan.articles,
    }


def _amounts(priced: PricedOrder, total: Decimal | None) -> dict[str, Any]:
    """What the document comes to, in cents: whole, by VAT rate, and as the target will add it up."""
    return {
        "currency": priced.currency,
        "prices_include_vat": priced.includes_vat,
        "by_rate": [{"rate": one.rate, "net": one.net, "vat": one.vat, "gross": one.gross} for one in priced.by_rate],
        "net": priced.net,
        "vat": priced.vat,
        "gross": priced.gross,
        "lines": priced.amount,
        "total_in_target": total,
    }


def _total(run: OrderRun, target: OrderTarget) -> Decimal | None:
    try:
        return target.total_of(run.known)
    except Hold:
        return None  # the mapping leaves a line without its amount; that is told where it matters


def _acts(run: OrderRun) -> Iterator[Told]:
    """What would be written, in order, by the names of fields."""
    plan = run.plan
    yield from tell_debtor(plan.customer)
    for sku in plan.articles:
        yield Told("orders.would_make_article", article=sku)
    yield from tell_address(plan.address)
    tables = list(_tables(run.fields or {}))
    if run.known.debtor:
        yield Told("orders.would_write_for", number=run.known.debtor, tables=tables)
    else:
        yield Told("orders.would_write", tables=tables)


def _tables(fields: Mapping[str, Any]) -> Iterator[Told]:
    """Each table with the names of its fields; of a list of lines how many there are."""
    for name, value in fields.items():
        if isinstance(value, Mapping):
            yield Told("orders.table", table=name, fields=sorted(value))
        elif isinstance(value, list | tuple):
            columns = {column for line in value if isinstance(line, Mapping) for column in line}
            yield Told("orders.table_of_lines", count=len(value), table=name, fields=sorted(columns))
        else:
            yield Told("orders.table_alone", table=name)


def _plain(value: Any) -> Any:
    """The values as JSON has them: numbers with decimals as text, to their last digit."""
    if isinstance(value, Mapping):
        return {str(name): _plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else value
