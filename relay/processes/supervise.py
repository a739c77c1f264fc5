"""The parent of the relay's processes: keeps as many as were asked for, and replaces all of them at SIGHUP.

It knows no setting, no Redis and no vendor, so that it needs little memory: the command that checked the settings
divides into the first child and this program (``fork`` and ``exec``). Children inherit sockets that are bound once;
sockets of their own, with SO_REUSEPORT, would lose the connections that wait at a process that ends.
"""

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Final, Literal

import structlog

from relay.errors import StartError
from relay.line.background import end
from relay.processes.child import Child
from relay.processes.logs import configure_logs
from relay.processes.supervised import Because, Parent
from words.told import Told, pack

log = structlog.get_logger()

Role = Literal["serve", "work"]

LIFE_VARIABLE: Final = "RELAY_LIFE"
"""Tells a parent which file descriptor closes when the command that started it is gone (`relay up`)."""

_HEEDED: Final = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}
_READY_WITHIN: Final = 60.0
_RESTART_PAUSE: Final = 1.0


@dataclass(frozen=True, slots=True)
class Orders:
    """What a parent is to keep: so many processes of a role. ``sockets`` are file descriptors they inherit.

    The first of them runs already: ``first_pid`` is its number, ``first_line`` our end of the line to it.
    """

    role: Role
    config: str
    processes: int
    sockets: Sequence[int]
    first_pid: int
    first_line: int


class StopAskedError(Exception):
    """The parent was told to stop while a child was starting."""


def divide(role: Role, config: str, processes: int, sockets: Sequence[socket.socket] = ()) -> Parent:
    """Become two: the first child, in which this returns, and its parent, which keeps this process's number."""
    signal.pthread_sigmask(signal.SIG_BLOCK, _HEEDED)  # one that comes now is heard once there is a handler
    sys.stdout.flush()
    sys.stderr.flush()
    ours, theirs = socket.socketpair()
    pid = os.fork()
    if pid != 0:
        orders = Orders(role, config, processes, [one.fileno() for one in sockets], pid, ours.fileno())
        for number in (*orders.sockets, orders.first_line):
            os.set_inheritable(number, True)  # noqa: FBT003 - as the standard library has it
        os.execv(sys.executable, [sys.executable, "-m", "relay.processes", json.dumps(asdict(orders))])  # noqa: S606 - no shell is wanted
    ours.close()
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _HEEDED - {signal.SIGHUP})
    life = os.environ.pop(LIFE_VARIABLE, "")
    if life:
        os.close(int(life))
    return Parent(theirs, sockets, "start", is_first=True)


class Supervisor:
    """The children, and the signals that change them."""

    def __init__(self, orders: Orders) -> None:
        self._orders = orders
        self._first: Child | None = Child(orders.first_pid, socket.socket(fileno=orders.first_line))
        self._serving: set[Child] = set()
        self._by_pid: dict[int, Child] = {}
        self._stop = asyncio.Event()
        self._renew: Because | None = None
        self._something = asyncio.Event()

    async def run(self) -> None:
        """Keep the children until SIGTERM or SIGINT. Raises StartError when the first ones do not start."""
        self._heed_signals()
        with suppress(StopAskedError):
            try:
                self._serving = await self._crew("start")
                log.info("crew_ready", role=self._orders.role, processes=self._orders.processes)
                while not self._stop.is_set():
                    await self._something.wait()
                    self._something.clear()
                    await self._replace_the_dead()
                    if self._renew is not None and not self._stop.is_set():
                        because, self._renew = self._renew, None
                        await self._replace_all(because)
            finally:
                await self._dismiss_all()

    def _heed_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for signum in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(signum, self._note_stop)
        loop.add_signal_handler(signal.SIGHUP, self._note_renewal, "signal")
        loop.add_signal_handler(signal.SIGCHLD, self._reap)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _HEEDED)
        life = os.environ.pop(LIFE_VARIABLE, "")
        if life:
            loop.add_reader(int(life), self._starter_gone, int(life))

    def _note_stop(self) -> None:
        self._stop.set()
        self._something.set()

    def _starter_gone(self, life: int) -> None:
        asyncio.get_running_loop().remove_reader(life)
        self._note_stop()
        log.warning("starter_gone", remedy=Told("process.all_drain"))

    def _note_renewal(self, because: Because) -> None:
        """A signal outweighs an announcement that is followed: only the former is announced."""
        if self._renew != "signal":
            self._renew = because
        self._something.set()

    def _reap(self) -> None:
        """Collect what has ended; as the first process of a container also orphans that are none of ours."""
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            child = self._by_pid.pop(pid, None)
            if child is not None:
                child.has_ended(os.waitstatus_to_exitcode(status))
                self._something.set()

    async def _replace_the_dead(self) -> None:
        dead = {child for child in self._serving if child.status is not None}
        self._serving -= dead
        if dead and not self._stop.is_set():
            log.error("processes_died", role=self._orders.role, codes=[child.status for child in dead])
        while len(self._serving) < self._orders.processes and self._renew is None:
            await self._wait_for_stop(_RESTART_PAUSE)
            if self._stop.is_set():
                return
            try:
                self._serving.add(await self._start("replaced"))
            except StartError as error:
                log.error("process_not_replaced", role=self._orders.role, mistakes=error.told)  # noqa: TRY400 - they say it all

    async def _replace_all(self, because: Because) -> None:
        """New ones work before the old ones leave; when the new ones do not start, the old ones stay."""
        try:
            fresh = await self._crew(because)
        except StartError as error:
            log.error("renewal_refused", role=self._orders.role, mistakes=error.told)  # noqa: TRY400 - as above
            for number, child in enumerate(self._serving):
                child.tell(refused=[pack(one) for one in error.told], is_first=number == 0)
            return
        old, self._serving = self._serving, fresh
        for child in old:
            child.dismiss()
        log.info("crew_renewed", role=self._orders.role, because=because, processes=self._orders.processes)

    async def _crew(self, because: Because) -> set[Child]:
        """So many new children: one first, so that a mistake is told once. Raises StartError; then none is left."""
        fresh = {await self._start(because, is_first=True)}
        found = await asyncio.gather(
            *(self._start(because) for _ in range(1, self._orders.processes)), return_exceptions=True
        )
        fresh |= {child for child in found if isinstance(child, Child)}
        for error in found:
            if isinstance(error, BaseException):
                for child in fresh:
                    child.dismiss()
                raise error
        return fresh

    async def _start(self, because: Because, *, is_first: bool = False) -> Child:
        """A child that is ready. Raises StartError with what it says, and StopAskedError."""
        child, self._first = self._first or self._spawn(because, is_first=is_first), None
        self._by_pid[child.pid] = child
        child.listen(self._note_renewal)
        self._reap()  # the first child may have ended before there was a handler
        waits = [asyncio.create_task(wait) for wait in (child.ready.wait(), child.ended.wait(), self._stop.wait())]
        await asyncio.wait(waits, timeout=_READY_WITHIN, return_when=asyncio.FIRST_COMPLETED)
        await end(*waits)
        if child.ready.is_set() and child.status is None:
            return child
        child.dismiss()
        if self._stop.is_set():
            raise StopAskedError
        if child.status is not None:
            await child.wait_until_heard()
        raise StartError(*child.mistakes or (self._silent(child),))

    def _spawn(self, because: Because, *, is_first: bool) -> Child:
        command = [sys.executable, "-m", "relay", self._orders.role, "--config", self._orders.config]
        return Child.spawn(command, {"because": because, "is_first": is_first}, self._orders.sockets)

    def _silent(self, child: Child) -> Told:
        how = Told("process.silent", seconds=_READY_WITHIN)
        if child.status is not None:
            how = Told("process.ended", status=child.status)
        return Told("process.did_not_start", role=self._orders.role, what=how)

    async def _wait_for_stop(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stop.wait(), seconds)

    async def _dismiss_all(self) -> None:
        left = list(self._by_pid.values())
        for child in left:
            child.dismiss()
        for child in left:
            await child.ended.wait()


def main() -> None:
    """Keep the processes that the first argument orders."""
    configure_logs()
    try:
        asyncio.run(Supervisor(Orders(**json.loads(sys.argv[1]))).run())
    except StartError as error:
        sys.stderr.write("".join(f"{line}\n" for line in error.mistakes))
        sys.exit(2)
