"""What becomes of a text that is longer than its field, field by field: held, cut, moved on, shortened or left out."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from mapping.suggestions import did_you_mean
from words.mistake import Mistake
from words.told import Told

BETWEEN = " / "
"""What stands between a remark and a text that is moved behind it."""

Word = Literal["hold", "cut", "cut_words", "move", "leave_out", "first_number"]
"""``cut_words``: cut between two words, where that leaves the most of it, so that a name stays readable. ``move``: what
does not fit goes into the next line, in whole words. ``first_number``: the first telephone number that fits, else none.
"""

WORDS: tuple[str, ...] = get_args(Word)
WHOLE_ONLY = frozenset({"hold", "leave_out"})
"""For a text that means something else, or nothing, without its end."""

_FEWEST_DIGITS = 6
_BETWEEN_NUMBERS = re.compile(r"[/;,|\n]+|\s(?:of|or|en|and|ou|et|oder|und)\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class MoveTo:
    """Cut it, and write the whole text in another field of the same table."""

    field: str

    def __str__(self) -> str:
        return f"move_to: {self.field}"


TooLong = Word | MoveTo


@dataclass(frozen=True, slots=True)
class Limit:
    """How many characters a field keeps, and what becomes of more unless a row or a setting says otherwise.

    ``may`` are the words that may be said of it; ``next`` is the field that takes the rest of one that is moved.
    """

    most: int
    usual: TooLong = "hold"
    next: str | None = None
    may: frozenset[str] = frozenset(WORDS)


LimitOf = Callable[[str], Limit | None]
"""The limit of a target field such as ``CONTACT.ACCT_NAME``; None where none is known."""


def read_too_long(value: Any) -> TooLong:
    """The policy as a row or a setting has it. Raises Mistake with the remedy.

    >>> read_too_long({"move_to": "CONTACT.COMMENT1"})
    MoveTo(field='CONTACT.COMMENT1')
    """
    if isinstance(value, MoveTo) or value in WORDS:
        return value  # type: ignore[no-any-return]  # one of the words
    if isinstance(value, Mapping) and list(value) == ["move_to"] and isinstance(value["move_to"], str):
        return MoveTo(value["move_to"])
    nearest = did_you_mean(value, WORDS) if isinstance(value, str) else None
    raise Mistake(Told("rows.write_too_long", words=WORDS), allowed=WORDS, nearest=nearest)


def may_be(usual: TooLong) -> frozenset[str]:
    """What may be said of a field for which this is usual: a number that is cut is another's."""
    return WHOLE_ONLY | {"first_number"} if usual == "first_number" else frozenset(WORDS)


def refusal(field: str, policy: TooLong, limit: Limit | None) -> Told | None:
    """Why a policy cannot be had for a field; None where it can."""
    if policy == "hold":
        return None
    if limit is None:
        return Told("rows.length_not_known", field=field, policy=str(policy))
    word = "cut" if isinstance(policy, MoveTo) else policy
    if word not in limit.may:
        why = Told("rows.means_something_else") if "leave_out" in limit.may else Told("rows.found_by_it")
        allowed = [one for one in WORDS if one in limit.may]
        return Told("rows.policy_not_allowed", field=field, policy=str(policy), why=why, allowed=allowed)
    if policy == "move" and limit.next is None:
        return Told("rows.no_field_next", field=field)
    return None


@dataclass(frozen=True, slots=True)
class Fitting:
    """One field with a policy other than hold: where it stands in its table, what fits, and where the rest goes."""

    field: str
    most: int
    policy: TooLong
    moved_to: tuple[str, ...] | None = None

    @property
    def table(self) -> str:
        """The table, the first name of the field."""
        return self.field.partition(".")[0]

    @property
    def _at(self) -> tuple[str, ...]:
        return tuple(self.field.split(".")[1:])

    def is_too_long(self, row: Mapping[str, Any]) -> bool:
        """Whether the row's text does not fit."""
        value = _at(row, self._at)
        return isinstance(value, str) and len(value) > self.most

    def move(self, row: dict[str, Any]) -> bool:
        """Write the text, or what of it does not fit, behind what stands in the other field. Whether it did."""
        if self.moved_to is None or not self.is_too_long(row):
            return False
        value, there = _at(row, self._at), _at(row, self.moved_to)
        if self.policy == "move":
            kept, value = _break_text(value, self.most)
            _put(row, self._at, kept)
        _put(row, self.moved_to, value if there in (None, "") else f"{there}{BETWEEN}{value}")
        return True

    def shorten(self, row: dict[str, Any]) -> bool:
        """Make the text fit, or take it out. Whether it did."""
        if not self.is_too_long(row):
            return False
        value = _at(row, self._at)
        kept = value[: self.most].rstrip()
        if self.policy == "leave_out":
            kept = None
        elif self.policy == "cut_words":
            kept = _cut_words(value, self.most)
        elif self.policy == "first_number":
            kept = first_number(value, self.most)
        _put(row, self._at, kept)
        return True


def fit(tables: Mapping[str, Any], fittings: Sequence[Fitting]) -> list[str]:
    """Fit the texts of freshly mapped tables; the fields of which something was moved, cut or left out, each once.

    All are moved before any is cut, so that a remark may be cut as well.
    """
    told: dict[str, None] = {}
    for work in (Fitting.move, Fitting.shorten):
        for fitting in fittings:
            for row in _rows(tables.get(fitting.table)):
                if work(fitting, row):
                    told[fitting.field] = None
    return list(told)


def first_number(text: str, most: int) -> str | None:
    """The first telephone number of a text that fits, without blanks and signs where it must be; None: there is none.

    >>> first_number("020-555 01 00 (kantoor) / 06-5550 0101", 12), first_number("bel de buren maar even aan", 20)
    ('0205550100', None)
    """
    for part in _BETWEEN_NUMBERS.split(text):
        digits = re.sub(r"[^\d]", "", part)
        if len(digits) < _FEWEST_DIGITS:
            continue
        plain = f"+{digits}" if part.strip().startswith("+") else digits
        for form in (part.strip(), plain):
            if len(form) <= most:
                return form
    return None


def fittings_of(
    policies: Iterable[tuple[str, TooLong | None]], limit_of: LimitOf
) -> tuple[list[Fitting], dict[str, Told]]:
    """How the fields are fitted, by the policy of each row or else its usual one; and the mistakes by field.

    A field that takes what another's text leaves over is fitted too, though no row fills it.
    """
    fittings: dict[str, Fitting] = {}
    mistakes: dict[str, Told] = {}
    wanted = list(policies)
    for field, said in wanted:
        limit = limit_of(field)
        policy = said or (limit.usual if limit else "hold")
        if mistake := refusal(field, policy, limit):
            mistakes[field] = mistake
        elif limit is not None and policy != "hold":
            moved_to = policy.field if isinstance(policy, MoveTo) else limit.next if policy == "move" else None
            path = tuple(moved_to.split(".")[1:]) if moved_to else None
            fittings[field] = Fitting(field, limit.most, policy, path)
            if moved_to and moved_to not in {other for other, _ in wanted}:
                wanted.append((moved_to, None))
    return list(fittings.values()), mistakes


def _cut_words(text: str, most: int) -> str:
    """What fits of a text in whole words; where these would be less than half of what fits, as much as fits.

    >>> _cut_words("Vereniging Voorbeeld", 15), _cut_words("De Voorbeeldvereniging", 15)
    ('Vereniging', 'De Voorbeeldver')
    """
    kept, _ = _break_text(text, most)
    return kept if 2 * len(kept) >= most else text[:most].rstrip()


def _break_text(text: str, most: int) -> tuple[str, str]:
    """What fits of a text, whole words where it has any, and the rest."""
    end = text.rfind(" ", 0, most + 1)
    end = end if end > 0 else most
    return text[:end].rstrip(), text[end:].strip()


def _rows(table: Any) -> Iterator[dict[str, Any]]:
    for row in table if isinstance(table, list) else [table]:
        if isinstance(row, dict):
            yield row


def _put(row: dict[str, Any], at: Sequence[str], value: Any) -> None:
    for name in at[:-1]:
        row = row.setdefault(name, {})
    if value is None:
        row.pop(at[-1], None)
    else:
        row[at[-1]] = value


def _at(value: Any, at: Sequence[str]) -> Any:
    for name in at:
        value = value.get(name) if isinstance(value, dict) else None
    return value
