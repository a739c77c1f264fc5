"""Says what may be done about a level that was told without an answer, by what its target can tell or bear."""

from datetime import timedelta

from handlers.contracts.records import Repeat
from handlers.contracts.stock import Level
from handlers.pipelines.stock.run import StockRun
from mapping.problems import Problem
from relay.errors import Hold, Superseded
from relay.line.once.intents import OpenIntent, still_unconfirmed, wait_or_hold
from relay.line.once.ordinals import Ordinals
from words.told import Told


class OpenLevels:
    """Judges notes of levels by one target's ``repeat`` and ``horizon``. It sends nothing."""

    def __init__(self, repeat: Repeat, horizon: timedelta, ordinals: Ordinals) -> None:
        self._repeat = repeat
        self._horizon = horizon
        self._ordinals = ordinals

    async def wait_for_last(self, run: StockRun, note: OpenIntent, *, was_sent: bool) -> None:
        """Return unless this state was sent once more, and what went before it may still come: raises Unconfirmed then.

        Raises Superseded where a newer state waits, which need not wait for that. ``was_sent``: this very level was.
        """
        if not note.again or (self._repeat is Repeat.METHOD and not was_sent) or not note.is_within(self._horizon):
            return
        await self._give_way(run)
        raise still_unconfirmed(self._horizon, note)

    def is_proof(self, note: OpenIntent | None) -> bool:
        """Whether a target that shows the level has it for good: nothing that was sent before can come any more.

        Where a look-up decides, no newer state was sent meanwhile; so what it shows is what was sent.
        """
        return note is None or self._repeat is not Repeat.METHOD or not note.is_within(self._horizon)

    async def require_sendable(self, run: StockRun, level: Level, note: OpenIntent) -> None:
        """Return where the level may be sent now. Raises Unconfirmed until then, Superseded, or Hold for a person."""
        if self._repeat is Repeat.LOOK_UP:
            wait_or_hold(self._horizon, note)
            await self._give_way(run)
        if self._repeat is Repeat.NONE and run.ticket.event.released_ms <= note.since_ms:
            wrong, mend = Told("stock.outcome_unknown"), Told("stock.mend_outcome", event=run.ticket.event.id)
            problem = Problem("quantity", wrong, mend, level.key.code)
            raise Hold(Told("stock.not_told", problem=problem.told()), problems=[problem])

    def must_follow(self, note: OpenIntent | None) -> bool:
        """Whether a level that was just sent is to be sent, or looked at, once more: what went before may come last."""
        if note is None or self._repeat in {Repeat.KEY, Repeat.NONE}:
            return False
        return not note.again if self._repeat is Repeat.LOOK_UP else note.is_within(self._horizon)

    async def _give_way(self, run: StockRun) -> None:
        if await self._ordinals.newer_waits(run.ticket.event):
            raise Superseded(Told("common.newer_state_waits"))
