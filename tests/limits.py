"""Ends a suite that stands still, and tells where: a test with its teardown has a limit, and so has the whole session.

pytest-timeout fails a test that takes too long, by an error in the test itself. A teardown that waits for ever, or a
loop that cannot be closed, survives that: then this ends the process by force, once it has told the test and what each
thread and each task waits for. Under xdist the test counts as failed, and the others go on. The session's limit ends
everything.
"""

import asyncio
import faulthandler
import gc
import os
import threading
from collections.abc import Generator, Iterator
from types import FrameType
from typing import Any, TextIO

import pytest

_WORKERS_FIRST = 15.0
"""Seconds by which the controller of xdist is later: its workers know more of what stands still."""

_FORCE_AFTER = 30.0
"""Seconds after which the stacks are told from outside Python, where something holds on to the interpreter."""

STATUS = 70
"""How a process ends that was cut off."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Two lengths, in seconds."""
    parser.addini("limit_after_timeout", "how long a test that has timed out may take to tear down", default="60")
    parser.addini("session_limit", "how long the whole suite may take", default="3600")


def pytest_configure(config: pytest.Config) -> None:
    """Start the clock of the session. Nothing is captured yet, so standard error is still that of the terminal."""
    config.pluginmanager.register(_Limits(config), "limits of the suite")


class _Limits:
    """The clocks of one process, and the tests that run."""

    def __init__(self, config: pytest.Config) -> None:
        self._out = os.fdopen(os.dup(2), "w")
        self._grace = float(config.getini("limit_after_timeout"))
        self._usual = float(config.getini("timeout") or 0)
        self._running: dict[str, None] = {}
        self._last = "none"
        leads_others = bool(getattr(config.option, "numprocesses", None)) and not hasattr(config, "workerinput")
        limit = float(config.getini("session_limit"))
        self._after(limit + _WORKERS_FIRST * leads_others, f"the suite has not ended within {limit:.0f} s")

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """A test begins, here or in a worker of ours."""
        self._running[nodeid] = None

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        """A test with its teardown has ended."""
        self._running.pop(nodeid, None)
        self._last = nodeid

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """Measure a test with its set-up and teardown."""
        marker = item.get_closest_marker("timeout")
        timeout = float(marker.args[0] if marker and marker.args else self._usual)
        limit = timeout + self._grace
        timer = self._after(limit, f"a test has not ended within {limit:.0f} s, its teardown included")
        faulthandler.dump_traceback_later(limit + _FORCE_AFTER, exit=True, file=self._out)
        try:
            return (yield)
        finally:
            timer.cancel()
            faulthandler.cancel_dump_traceback_later()

    def _after(self, seconds: float, what: str) -> threading.Timer:
        timer = threading.Timer(seconds, self._strike, [what])
        timer.daemon = True
        timer.start()
        return timer

    def _strike(self, what: str) -> None:
        told = "".join(f"\n    running: {nodeid}" for nodeid in list(self._running))
        told = told or f"\n    between two tests; the last was: {self._last}"
        self._out.write(f"\n==> process {os.getpid()} is cut off: {what}{told}\n\nThreads:\n")
        self._out.flush()
        faulthandler.dump_traceback(file=self._out, all_threads=True)
        _tell_tasks(self._out)
        os._exit(STATUS)


def _tell_tasks(out: TextIO) -> None:
    """What each task of every loop waits for, the innermost call last."""
    for task in [each for each in gc.get_objects() if isinstance(each, asyncio.Task)]:
        if not task.done():
            out.write(f"\nTask {task.get_name()}:\n")
            out.writelines(
                f"  {frame.f_code.co_filename}:{frame.f_lineno} in {frame.f_code.co_qualname}\n"
                for frame in _frames(task)
            )
    out.flush()


def _frames(task: "asyncio.Task[Any]") -> Iterator[FrameType]:
    inner: Any = task.get_coro()
    while inner is not None:
        frame = getattr(inner, "cr_frame", None) or getattr(inner, "gi_frame", None)
        if frame is not None:
            yield frame
        inner = getattr(inner, "cr_await", None) or getattr(inner, "gi_yieldfrom", None)
