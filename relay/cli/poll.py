"""The command `relay poll`: reads one flow's source now, or counts and carries all that it has, with its progress."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated

import typer

from relay.bootstrap.program import Program
from relay.cli.operating import FlowName, open_and_run
from relay.cli.running import DEFAULT_CONFIG, Config
from relay.store.full_notes import FullRead


def poll(
    flow: FlowName,
    config: Config = DEFAULT_CONFIG,
    first: Annotated[bool, typer.Option("--first", help="The first poll, however much it has to read.")] = False,  # noqa: FBT002 - a flag of the command line
    yes: Annotated[bool, typer.Option("--yes", help="Carry what was counted.")] = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Read one flow's source now. With --first: count what it has to carry, and carry it only with --yes."""

    async def read(program: Program) -> None:
        if first and not yes:
            found = await program.count_first(flow)
            typer.echo(f"{flow}: {found} documents would be carried. Run it again with --yes to carry them.")
            return
        with _progress(flow) as show:
            count = await program.poll(flow, begin_anywhere=first, show=show)
        typer.echo(f"{flow}: {count.read} documents read, {count.accepted} of them new.")
        if count.paused is not None:
            typer.echo(f"{flow}: {count.paused}.")

    open_and_run(config, read)


@contextmanager
def _progress(flow: str) -> Iterator[Callable[[FullRead], None]]:
    """A bar of how much of a first read is done, from its first slice on."""
    from rich.console import Console  # noqa: PLC0415 - as below
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415 - it takes as long to load as a poll

    columns = (
        TextColumn(flow),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[pace]}"),
        TimeRemainingColumn(),
    )
    progress = Progress(*columns, console=Console(stderr=True))
    task = progress.add_task(flow, total=None, pace="")

    def show(running: FullRead) -> None:
        progress.start()
        total = None if running.of is None else max(running.of, running.read)
        pace = _pace(running) if running.failure is None else f"{_pace(running)}; {running.failure}"
        progress.update(task, completed=running.read, total=total, pace=pace)

    try:
        yield show
    finally:
        if progress.live.is_started:  # one that never began would leave an empty line
            progress.stop()


def _pace(running: FullRead) -> str:
    """Since when it reads, and how many a minute."""
    began = datetime.fromtimestamp(running.began_ms / 1000, UTC)
    minutes = max((datetime.now(UTC) - began).total_seconds(), 1) / 60
    return f"since {began:%Y-%m-%d %H:%M} UTC, {running.read / minutes:.0f} a minute"
