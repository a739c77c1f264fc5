"""The command `relay refusals`: which documents were refused at the door and have not been accepted since."""

from collections.abc import Iterator, Sequence
from typing import Annotated

import typer

from relay.care.operations import Operations
from relay.care.refused import RefusedDocument
from relay.cli.as_json import AsJson
from relay.cli.operating import Say, operate
from relay.cli.running import DEFAULT_CONFIG, Config
from relay.errors import StartError
from relay.line.once.breakers import clock_time
from relay.settings.names import FLOW, require_known
from words.told import Told


def refusals(
    flow: Annotated[str | None, typer.Option("--flow", help="Only documents posted to this flow.")] = None,
    forget: Annotated[bool, typer.Option("--forget", help="Take those of the flow off the list.")] = False,  # noqa: FBT002 - a flag of the command line
    as_json: AsJson = False,  # noqa: FBT002 - a flag of the command line
    config: Config = DEFAULT_CONFIG,
) -> None:
    """List documents that were refused and not accepted since, newest first, with the fields that are wrong."""
    operate(config, lambda operations: tell_refusals(operations, flow, typer.echo, forget=forget, as_json=as_json))


async def tell_refusals(
    operations: Operations, flow: str | None, say: Say, *, forget: bool, as_json: bool = False
) -> bool:
    """List them, or forget those of one flow. Raises StartError for a flow that is not there, and StorageError."""
    if flow is not None:
        require_known(FLOW, flow, operations.refusals.flows)
    if forget:
        if flow is None:
            raise StartError(Told("command.forget_needs_flow"))
        say(f"{flow}: {await operations.refusals.forget(flow)} taken off the list.")
        return True
    found = await operations.refusals.open(flow)
    if as_json:
        from relay.bootstrap import answers  # noqa: PLC0415 - lines need no page

        say(answers.write_refusals(found))
        return True
    for line in refusal_lines(found):
        say(line)
    return True


def refusal_lines(found: Sequence[RefusedDocument]) -> Iterator[str]:
    """Refused documents for a person. Times are in UTC."""
    if not found:
        yield "No document was refused that has not been accepted since."
    for one in found:
        times = f", {one.times} times since {clock_time(one.first_ms)}" if one.times > 1 else ""
        yield f"{clock_time(one.last_ms)}  {one.flow}  {one.reference}: {one.cause.replace('-', ' ')}{times}"
        for field in one.fields:
            yield f"  {field.path}: {field.rule}"
