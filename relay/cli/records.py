"""The command `relay records`: what became of each record of a flow that keeps no stories, or of one of them."""

from collections.abc import Iterator, Sequence
from typing import Annotated

import typer

from relay.care.activity import MOST_PER_PAGE
from relay.care.operations import Operations
from relay.care.record_list import Record, RecordPage
from relay.cli.as_json import AsJson
from relay.cli.operating import FlowName, Say, operate
from relay.cli.running import DEFAULT_CONFIG, Config
from relay.errors import StartError
from relay.line.once.breakers import clock_time
from words.mistake import Mistake

Reference = Annotated[str | None, typer.Argument(help="The number of one record at its source.")]


def records(
    flow: FlowName,
    reference: Reference = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=MOST_PER_PAGE, help="How many at the most.")] = 20,
    cursor: Annotated[str | None, typer.Option("--cursor", help="Where the page before said to go on.")] = None,
    as_json: AsJson = False,  # noqa: FBT002 - a flag of the command line
    config: Config = DEFAULT_CONFIG,
) -> None:
    """Tell what became of each record of a flow that keeps no stories, or of one of them."""

    async def tell(operations: Operations) -> bool:
        return await tell_records(operations, flow, reference, limit, cursor, typer.echo, as_json=as_json)

    operate(config, tell)


async def tell_records(
    operations: Operations,
    flow: str,
    reference: str | None,
    limit: int,
    cursor: str | None,
    say: Say,
    *,
    as_json: bool = False,
) -> bool:
    """Tell a page of records, or one; False where that is not there.

    Raises StartError for a flow that is not there or keeps stories and on a bad cursor, and StorageError.
    """
    page = await _look(operations, flow, reference, limit, cursor)
    if as_json:
        from relay.bootstrap import answers  # noqa: PLC0415 - lines need no page

        say(answers.write_records(page))
        return True
    for line in record_lines(page.records, whole=reference is not None):
        say(line)
    if not page.records:
        say(f"{flow}: no such record was ever carried")
    elif page.next is not None:
        say(f"for the next page: --cursor {page.next}")
    return bool(page.records) or reference is None


async def _look(operations: Operations, flow: str, reference: str | None, limit: int, cursor: str | None) -> RecordPage:
    if reference is not None:
        found = await operations.records.find(flow, reference)
        return RecordPage([found] if found is not None else [], None)
    try:
        return await operations.records.page(flow, before=cursor, limit=limit)
    except Mistake as mistake:
        raise StartError(mistake.told) from None


def record_lines(found: Sequence[Record], *, whole: bool) -> Iterator[str]:
    """Records for a person: a line each, and all that is kept of them where asked for. Times are in UTC."""
    for record in found:
        at = clock_time(record.at_ms) if record.at_ms is not None else "never ended"
        number = f", number {record.number}" if record.number else ""
        told = f": {record.told}" if record.told is not None else ""
        yield f"{at}  {record.reference}  {record.outcome or 'open'}{number}{told}"
        for problem in record.problems:
            yield f"  {problem}"
        if record.open is not None:
            yield f"  event {record.open.event.id} is {record.open.event.state}"
        if whole and record.trouble is not None and record.trouble_ms is not None:
            yield f"  last trouble, {clock_time(record.trouble_ms)}: {record.trouble}"
        if whole and record.times:
            yield "  in all: " + ", ".join(f"{count} {state}" for state, count in record.times.items())
