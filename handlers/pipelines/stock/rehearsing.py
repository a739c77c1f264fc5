"""Tells what a target would be told of stock: in the story of a dry run, and with its figures to an operator."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from handlers.contracts.stock import StockSource, StockTarget, TakesMutations
from handlers.pipelines.common.shown import plainly
from handlers.pipelines.stock.mutations import Mutations
from handlers.pipelines.stock.names import tell_place
from handlers.pipelines.stock.run import StockRun, begin
from mapping.documents.stock import StockRecord
from mapping.documents.values import plain
from mapping.problems import DocumentError
from relay.errors import DryRun, Hold, RunEnd, Settled, Skip
from relay.line.pipeline import DecidingSteps, outcome_of
from relay.model import Flow, Ticket
from relay.roles import Rehearsal, Trial
from words.told import Told


async def dry_run(run: StockRun, target: StockTarget, mutations: Mutations) -> StockRun:
    """End here where the flow says `write: false`, and tell which levels would be told.

    Of books that take differences these are put into the table that a person confirms.
    """
    if run.ticket.flow.write:
        return run
    if isinstance(target, TakesMutations):
        for level in run.levels:
            await mutations.foresee(run.ticket, level, target)
    raise DryRun(Told("stock.dry_run", acts=[*_acts(run)], event=run.ticket.event.id))


async def rehearse_stock(ticket: Ticket, deciding: DecidingSteps) -> Rehearsal:
    """Decide about stock as a run does, and show all of it with its figures. Asks the target, and writes nothing.

    Raises what the target's look-ups raise: a target that is away shows nothing.
    """
    run, end = begin(ticket), None
    for step in deciding.steps:
        try:
            run = await step(run)
        except (Hold, Skip, Settled) as ended:
            end = ended
            break
    outcome = outcome_of(end if end is not None else Skip(Told("stock.would", acts=[*_acts(run)])))
    return Rehearsal(
        would_be="written" if end is None else outcome.state.value,
        told=outcome.told,
        number=outcome.number or run.number,
        problems=outcome.problems or run.warnings,
        noted=run.told,
        shown=plainly(_show(run, end)),
    )


def try_stock(flow: Flow, document: Any, source: StockSource, target: StockTarget) -> Trial:  # noqa: ARG001 - the action's
    """The record as the source's mapping reads it; what the target would be told depends on more than one document.

    Calls nothing, raises nothing for a wrong document.
    """
    try:
        record = source.read(document)
    except DocumentError as error:
        return Trial(document, None, {}, error.problems)
    return Trial(document, _canonical(record), {}, [])


def _acts(run: StockRun) -> Iterator[Told]:
    """What would be told, in order."""
    for level in run.levels:
        place, found = tell_place(level.key.code, level.key.warehouse), (run.found or {}).get(level.key)
        if run.found is not None and found is None:
            yield Told("stock.would_leave_out", level=place)
        elif found is not None and found.quantity is not None:
            stands = plain(found.quantity)
            yield Told("stock.would_change", level=place, was=stands, quantity=plain(level.quantity))
        else:
            yield Told("stock.would_tell", level=place, quantity=plain(level.quantity))


def _canonical(record: StockRecord) -> dict[str, Any]:
    return record.model_dump(mode="json", exclude_unset=True)


def _show(run: StockRun, end: RunEnd | None) -> dict[str, Any]:
    """Everything that is decided, with its figures."""
    if run.record is None:
        return {}
    shown: dict[str, Any] = {"stock": _canonical(run.record), "goods": [asdict(one) for one in run.goods]}
    if end is None:
        shown["levels"] = [asdict(level) for level in run.levels]
    return shown
