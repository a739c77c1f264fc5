"""The command `relay doctor`: how a running relay stands, and whether that needs a person."""

import typer

from relay.bootstrap.connections import connect
from relay.bootstrap.flows import LOOK_UP
from relay.care.doctor.doctor import examine
from relay.care.doctor.observations import Observation
from relay.care.doctor.verdict import judge
from relay.cli.running import DEFAULT_CONFIG, Config, load, run


def doctor(config: Config = DEFAULT_CONFIG) -> None:
    """Tell how the relay stands, a line each, and ask both systems; the last line is the verdict."""
    settings, found = load(config), list[Observation]()

    async def tell() -> None:
        async for observation in examine(settings, connect, look_up=LOOK_UP):
            typer.echo(str(observation))
            found.append(observation)

    run(tell())
    verdict = judge(found)
    typer.echo(str(verdict))
    raise typer.Exit(verdict.status)
