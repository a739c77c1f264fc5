"""The command in a process of its own, with settings of a line or without."""

from collections.abc import Mapping

from tests.line.household import Line
from tests.processes import Said, said_by


async def relay(*words: str, environment: Mapping[str, str] | None = None, typed: str = "") -> Said:
    """Run the command to its end."""
    return await said_by("-m", "relay", *words, environment=environment, typed=typed)


async def on(line: Line, *words: str, typed: str = "") -> Said:
    """Run the command with the settings of a line."""
    return await relay(*words, "--config", str(line.config), environment=dict(line.environment), typed=typed)
