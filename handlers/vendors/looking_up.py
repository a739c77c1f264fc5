"""Keeps the account of a look-up in a vendor's system: each name ends as found, as missing, or as not asked about.

A question that fails costs only the names it was about. Once a system does not answer at all, or turns us away, nothing
more is asked: the rest is told as not asked, with the reason.
"""

from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator, Sequence
from typing import Final, TypeVar

from mapping.rows.row import Row
from mapping.suggestions import did_you_mean
from relay.errors import Barred, Parked, RunEnd, Scope, Transient
from relay.roles import LookedUp, Named, NotAsked
from relay.settings.findings import Finding, Path, Severity
from words.told import Told

_Answer = TypeVar("_Answer")

MOST_SHOWN: Final = 20
"""How many names a finding offers in place of one that is missing."""

_REFUSALS: Final = 3
"""After so many refusals before anything was answered nobody is let in: one refusal may be about one right."""


class LookUp:
    """The account of one look-up, of the connection of this name."""

    def __init__(self, connection: str) -> None:
        self.connection = connection
        self._found: list[Named] = []
        self._findings: list[Finding] = []
        self._not_asked: list[NotAsked] = []
        self._over: Told | None = None
        self._answered = False
        self._refusals = 0

    @property
    def result(self) -> LookedUp:
        """What came of it so far."""
        return LookedUp(tuple(self._found), tuple(self._findings), tuple(self._not_asked))

    async def ask(self, names: Sequence[Named], question: Callable[[], Awaitable[_Answer]]) -> _Answer | None:
        """The answer to a question about these names; None where there is none, and the names are told as not asked."""
        end = await self._failure_or(question)
        if isinstance(end, RunEnd | Told):
            self.leave(names, end.told if isinstance(end, RunEnd) else end)
            return None
        return end

    async def try_to_ask(self, question: Callable[[], Awaitable[_Answer]]) -> _Answer | None:
        """The answer to a question that another one may stand in for; None where there is none."""
        end = await self._failure_or(question)
        return None if isinstance(end, RunEnd | Told) else end

    def take(self, *names: Named) -> None:
        """Names that exist."""
        self._found += names

    def miss(
        self,
        named: Named,
        told: Callable[[Told], Told] | None = None,
        *,
        known: Collection[str] = (),
        cure: Told | None = None,
        severity: Severity = "error",
        shown: bool = True,
    ) -> None:
        """A name that does not exist; ``known`` are those that do, ``shown`` where they are nobody's own.

        ``told`` makes the sentence of its last part: the name that was likely meant, or else the ``cure``.
        """
        nearest = did_you_mean(named.name, known)
        allowed = tuple(sorted(known)) if shown and len(known) <= MOST_SHOWN else ()
        if nearest is not None:
            cure = Told("live.meant", name=nearest)
        elif cure is None and allowed:
            cure = Told("live.there_are", names=allowed)
        cure = cure or Told("live.make_or_correct", kind=named.kind)
        sentence = told(cure) if told else self.no_such(named, cure)
        self._findings.append(Finding(severity, named.path, sentence, allowed=allowed, nearest=nearest))

    def no_such(self, named: Named, cure: Told) -> Told:
        """That the system has no thing of this kind and name."""
        return Told("live.missing", connection=self.connection, kind=named.kind, name=named.name, cure=cure)

    def fault(self, named: Named, told: Told, severity: Severity = "error") -> None:
        """A name of which something else is wrong."""
        self._findings.append(Finding(severity, named.path, told))

    def judge(
        self, names: Iterable[Named], known: Collection[str], *, severity: Severity = "error", exactly: bool = False
    ) -> None:
        """Names of which all that exist are known; capitals make no difference unless they are compared exactly."""
        there = set(known) if exactly else {name.strip().casefold() for name in known}
        for named in names:
            if (named.name if exactly else named.name.strip().casefold()) in there:
                self.take(named)
            else:
                self.miss(named, known=known, severity=severity)

    def leave(self, names: Sequence[Named], why: Told) -> None:
        """Names about which nothing can be asked."""
        if names:
            self._not_asked.append(NotAsked(tuple(names), why))

    def settle_by_users(
        self, names: Sequence[Named], asked: Collection[str], used: Collection[str], connector: str, *, is_all: bool
    ) -> list[Named]:
        """Note which names somebody has, as ``used`` tells in small letters, and give those still to be asked for.

        Where the answer was all there is of the ``asked`` ones, or proved none, nobody has the others of them.
        """
        proven = [one for one in names if one.name.strip().casefold() in used]
        self.take(*proven)
        left = [one for one in names if one not in proven]
        if proven and not is_all:
            return left
        unused = [one for one in left if one.name in asked]
        self.leave(unused, Told("live.nobody_uses", connector=connector, kind=names[0].kind, names=codes_of(unused)))
        return [one for one in left if one not in unused]

    async def _failure_or(self, question: Callable[[], Awaitable[_Answer]]) -> _Answer | RunEnd | Told:
        if self._over is not None:
            return self._over
        try:
            answer = await question()
        except RunEnd as end:
            self._refusals += isinstance(end, Barred)
            if _ends_all(end) or (self._refusals >= _REFUSALS and not self._answered):
                self._over = end.told
            return end
        self._answered = True
        return answer


def _ends_all(end: RunEnd) -> bool:
    """Whether the next question would fare alike: the system is away or slow, or the gate lets no call through."""
    if isinstance(end, Transient):
        return end.scope is Scope.CONNECTION and (end.said is None or not end.said.works)
    return isinstance(end, Parked)


def of_kind(names: Iterable[Named], *kinds: str) -> list[Named]:
    """The names of these kinds."""
    return [named for named in names if named.kind in kinds]


def codes_of(names: Iterable[Named]) -> list[str]:
    """Each name once, in order."""
    return list(dict.fromkeys(named.name for named in names))


def halves_of(name: str) -> tuple[str, str]:
    """The beginning and the end of a name, by which names that are written almost like it are looked for.

    >>> halves_of("00101")
    ('001', '101')
    """
    size = (len(name) + 1) // 2
    return name[:size], name[-size:]


def given_by(row: Row, at: Path, kind: str) -> Iterator[Named]:
    """The values that a mapping row gives as they stand in it; a fixed one that functions change is not among them."""
    fixed: dict[str, object] = {"const": None if row.do else row.const, "default": row.default}
    given: list[tuple[Path, object]] = [((word,), value) for word, value in fixed.items()]
    given += [(("table", key), value) for key, value in (row.table or {}).items()]
    for place, value in given:
        if isinstance(value, str | int) and value != "":
            yield Named((*at, *place), kind, str(value).lower() if isinstance(value, bool) else str(value))
