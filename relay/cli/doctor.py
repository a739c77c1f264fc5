"""The command `relay doctor`: how a running relay stands, and whether that needs a person."""

from collections.abc import Sequence
from typing import Any

import typer

from relay.bootstrap.connections import connecting
from relay.bootstrap.flows import LOOK_UP
from relay.care.doctor.doctor import examine
from relay.care.doctor.observations import Observation
from relay.care.doctor.verdict import Verdict, judge
from relay.cli.as_json import AsJson, say_json, write_moment
from relay.cli.running import DEFAULT_CONFIG, Config, load, run


def doctor(as_json: AsJson = False, config: Config = DEFAULT_CONFIG) -> None:  # noqa: FBT002 - a flag of the command line
    """Tell how the relay stands, a line each, and ask both systems; the last line is the verdict."""
    settings, found = load(config), list[Observation]()

    async def tell() -> None:
        async with connecting(settings) as connect:
            async for observation in examine(settings, connect, look_up=LOOK_UP):
                if not as_json:
                    typer.echo(str(observation))
                found.append(observation)

    run(tell())
    verdict = judge(found)
    if as_json:
        say_json(describe(found, verdict))
    else:
        typer.echo(str(verdict))
    raise typer.Exit(verdict.status)


def describe(found: Sequence[Observation], verdict: Verdict) -> dict[str, Any]:
    """The whole report for another program; ``verdict.status`` is the exit status."""
    return {
        "observations": [
            {
                "level": one.level.value,
                "subject": str(one.subject),
                "text": one.text,
                "code": one.told.code,
                "remedy": one.remedy or None,
                "command": one.command or None,
                "since": write_moment(one.since_ms),
                "stops": one.stops is not None,
            }
            for one in found
        ],
        "verdict": {"status": verdict.status, "text": verdict.sentence, "code": verdict.told.code},
    }
