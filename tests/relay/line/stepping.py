"""A state Redis whose clock can be stepped: what the scripts take for its time, as a set clock would change it."""

import pytest

import relay.store.scripts
from relay.store.store import Store

_PLAIN = "return time[1] * 1000"
_STEPPED = "return (time[1] + (tonumber(redis.call('GET', ARGV[1] .. 'clock-step')) or 0)) * 1000"


def make_clock_settable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every script that is loaded from now on go by a clock that :func:`step_clock` steps."""
    text = relay.store.scripts._text

    def stepped(name: str) -> str:
        assert _PLAIN in text(name)
        return text(name).replace(_PLAIN, _STEPPED)

    monkeypatch.setattr(relay.store.scripts, "_text", stepped)


async def step_clock(store: Store, seconds: int) -> None:
    """Set the clock of the state Redis this far ahead of its own; below zero: back."""
    await store.state.set(f"{store.keys.prefix}clock-step", seconds)
