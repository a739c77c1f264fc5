"""Tells what would be written of a product: by field names in the story of a dry run, with values to an operator."""

from collections.abc import AsyncIterator
from dataclasses import asdict
from typing import Any

from handlers.contracts.found_products import FoundProduct
from handlers.contracts.products import ProductTarget
from handlers.pipelines.common.article_codes import CODE
from handlers.pipelines.common.part import Carried, Part
from handlers.pipelines.common.parts import Parts
from handlers.pipelines.common.shown import plainly
from handlers.pipelines.products.leaving import tell_leaving
from handlers.pipelines.products.price_steps import price_roles
from handlers.pipelines.products.run import ProductRun, begin
from handlers.pipelines.products.trial import canonical_of
from relay.errors import DryRun, Hold, RunEnd, Settled, Skip
from relay.line.pipeline import DecidingSteps, outcome_of
from relay.model import Ticket
from relay.roles import Rehearsal
from words.told import Told


async def dry_run(run: ProductRun, target: ProductTarget, parts: Parts) -> ProductRun:
    """End here where the flow says `write: false`, and tell what would be written by the names of its fields."""
    if run.ticket.flow.write:
        return run
    acts = [act async for act in _acts(run, target, parts)]
    raise DryRun(Told("products.dry_run", acts=acts, event=run.ticket.event.id))


async def rehearse_product(ticket: Ticket, deciding: DecidingSteps, target: ProductTarget, parts: Parts) -> Rehearsal:
    """Decide about a product as a run does, and show all of it with its values. Asks the target, and writes nothing.

    Raises what the target's look-ups raise: a target that is away shows nothing.
    """
    run, end = begin(ticket), None
    for step in deciding.steps:
        try:
            run = await step(run)
        except (Hold, Skip, Settled) as ended:
            end = ended
            break
    acts = [] if end is not None else [act async for act in _acts(run, target, parts)]
    outcome = outcome_of(end if end is not None else Skip(Told("products.would", acts=acts)))
    return Rehearsal(
        would_be="written" if end is None else outcome.state.value,
        told=outcome.told,
        number=outcome.number or run.number,
        problems=outcome.problems or run.warnings,
        noted=run.told,
        shown=plainly(_show(run, end)),
    )


async def _acts(run: ProductRun, target: ProductTarget, parts: Parts) -> AsyncIterator[Told]:
    """What would be written, in order, by the names of fields."""
    if run.leaving is not None:
        yield Told("products.would_leave", why=tell_leaving(run))
        return
    if run.found is not None and run.settings.product.on_existing == "skip":
        yield Told("products.would_stay", part="article", number=run.found.number)
        return
    if run.rename_to:
        yield Told("products.would_rename", was=str(run.number), now=run.rename_to)
    article, *others = run.parts
    foreseen = await parts.foresee(article)
    if foreseen.how == "made":
        fields = sorted({*target.product_fields(run.drafted)} - {CODE})
        yield Told("products.would_make", part=article.role, fields=fields)
    else:
        yield _act(article, foreseen)
    for part in others:
        yield _act(part, await parts.foresee(part))
    for role in price_roles(run, target):
        yield Told("prices.would_write", price=role)


def _act(part: Part[Any], foreseen: Carried) -> Told:
    fields = sorted({*foreseen.fields} - {CODE})
    if foreseen.how == "made":
        return Told("products.would_make", part=part.role, fields=fields)
    if foreseen.how == "same":
        return Told("products.would_stay", part=part.role, number=foreseen.number)
    return Told("products.would_change", part=part.role, number=foreseen.number, fields=fields)


def _show(run: ProductRun, end: RunEnd | None) -> dict[str, Any]:
    """Everything that is decided, with its values."""
    if run.product is None:
        return {}
    shown: dict[str, Any] = {"product": canonical_of(run.product)}
    if end is None and run.leaving is None:
        shown["parts"] = [_show_part(part, run.found) for part in run.parts]
        if run.price_plan is not None:
            shown["prices"] = [asdict(row) for row in run.price_plan.rows]
    return shown


def _show_part(part: Part[Any], article: FoundProduct | None) -> dict[str, Any]:
    fields = {name: value for name, value in part.fields.items() if name != CODE}
    found = article if part.pair is not None else part.found
    return {
        "part": part.role,
        "number": part.number,
        "fields": fields,
        "changes": part.changes(found) if found is not None else None,
    }
