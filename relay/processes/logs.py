"""One line per happening, to standard error: ids, counts and kinds, never a document, a header or a query."""

import logging
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TextIO, cast

import structlog
from structlog.typing import EventDict, Processor

from words.told import Told, as_json


class _StandardError:
    """Standard error, for as long as someone takes it: a line that nobody takes must not end the work it is about."""

    def write(self, text: str) -> int:
        """Write, or lose the line: whoever read our log is gone, or its disk is full."""
        with suppress(OSError, ValueError):
            return sys.stderr.write(text)
        return 0

    def flush(self) -> None:
        """Flush, as above."""
        with suppress(OSError, ValueError):
            sys.stderr.flush()


def configure_logs(*, level: int = logging.INFO) -> None:
    """Log as a process of the relay does: lines of JSON for whoever collects them."""
    _configure(level, _with_codes, structlog.processors.JSONRenderer())


def configure_command_logs(*, verbose: bool) -> None:
    """Log as a command does that a person types: nothing beside its answer, or what happens in words a person reads."""
    _configure(logging.INFO if verbose else logging.CRITICAL, _in_english, structlog.dev.ConsoleRenderer(colors=False))


def _with_codes(_: Any, __: str, line: EventDict) -> EventDict:
    """Give each sentence of a line by its code and values, for whoever groups by cause, with its English as ``text``.

    >>> _with_codes(None, "", {"event": "poll_failed", "reason": Told("line.written")})
    {'event': 'poll_failed', 'reason': {'code': 'line.written', 'values': {}, 'text': 'written'}}
    """
    return _with_sentences(line, lambda told: as_json(told) | {"text": str(told)})


def _in_english(_: Any, __: str, line: EventDict) -> EventDict:
    """Give each sentence of a line in English."""
    return _with_sentences(line, str)


def _with_sentences(line: EventDict, write: Callable[[Told], Any]) -> EventDict:
    def written(value: Any) -> Any:
        if isinstance(value, list | tuple):
            return [written(part) for part in value]
        return write(value) if isinstance(value, Told) else value

    return {name: written(value) for name, value in line.items()}


def _configure(level: int, tell: Processor, render: Processor) -> None:
    """Set up structlog, and quieten libraries whose own lines repeat arguments or addresses."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            tell,
            render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(file=cast("TextIO", _StandardError())),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=max(level, logging.WARNING), stream=sys.stderr, format="%(levelname)s %(name)s")
    for name in ("arq", "aiohttp", "asyncio"):
        logging.getLogger(name).setLevel(max(level, logging.ERROR))
