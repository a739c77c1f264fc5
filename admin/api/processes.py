"""``GET /api/processes``: the processes of this relay, wherever they run, and whether all of them run one file."""

from datetime import datetime

from aiohttp_pydantic.oas.typing import r200
from pydantic import BaseModel, Field

from admin.api.resource import Resource, answer, moment
from relay.care.process_register import Process, Processes, Register, Role
from relay.store.store import storage_errors


class ProcessRow(BaseModel):
    """One process that showed a sign of life in the last seconds."""

    role: Role
    host: str
    pid: int = Field(description="Its number on that host.")
    started: datetime
    last_seen: datetime
    settings: str = Field(description="The version of the settings it runs: equal for equal settings.")
    leaving: bool = Field(description="True: it takes nothing new and ends what it has begun.")
    differs: bool = Field(description="True: for over 10 s it has run other settings than the newest.")
    refused: list[str] = Field(description="Why it was not renewed; empty where nothing was wrong.")


class NewestSettings(BaseModel):
    """The settings that the last start or SIGHUP brought."""

    settings: str
    number: int = Field(description="Grows by one with each change.")
    since: datetime
    role: str = Field(description="The process that brought them: serve or work.")
    host: str


class ProcessList(BaseModel):
    """All living processes, by role and host."""

    newest: NewestSettings | None = Field(description="Null before the first process has started.")
    agree: bool = Field(description="True: all of them run the newest settings, or change to them at this moment.")
    processes: list[ProcessRow]


class ProcessesResource(Resource):
    """All processes."""

    async def get(self) -> r200[ProcessList]:
        """Every living process with the version of the settings it runs.

        Tags: health
        """
        async with storage_errors():
            register = await Processes(self.shown.store).read()
        newest = register.newest
        return answer(
            ProcessList(
                newest=NewestSettings(
                    settings=newest.version,
                    number=newest.number,
                    since=moment(newest.at_ms),
                    role=newest.role,
                    host=newest.host,
                )
                if newest.number
                else None,
                agree=not register.differing(),
                processes=[_row(register, one) for one in register.alive()],
            )
        )


def _row(register: Register, one: Process) -> ProcessRow:
    return ProcessRow(
        role=one.role,
        host=one.host,
        pid=one.pid,
        started=moment(one.started_ms or one.seen_ms),
        last_seen=moment(one.seen_ms),
        settings=one.version,
        leaving=one.is_leaving,
        differs=register.differs(one),
        refused=[str(told) for told in one.refused],
    )
