"""A sentence for a person, kept as a code and values: it is put into words only when somebody reads it.

What is stored is the code and the values, so that events can be grouped by cause and a reader's language decides.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final, TypeAlias, final

from words.catalogue import ENGLISH, join_list, read_template

Value: TypeAlias = "str | int | float | Decimal | date | Told | Sequence[Value]"
"""What a sentence may be filled with. A ``datetime`` is aware and told in UTC; a sequence is told as a list."""

AS_WRITTEN: Final = "as_written"
"""The code of a text that was kept as it was worded: by an older version of the relay, or by another system."""

CAUSES: Final = frozenset(
    {
        "answer",
        "because",
        "breaker",
        "ends",
        "failure",
        "problem",
        "reason",
        "refusal",
        "rule",
        "trouble",
        "what",
        "why",
    }
)
"""The names of values that say why their sentence is true, where they are sentences themselves: see ``Told.causes``."""

_STORED: Final = '{"code":'


@final
@dataclass(frozen=True, slots=True, init=False)
class Told:
    """One sentence: the code of its template in ``words/en``, and a value for each placeholder of that template.

    Where the template has plural forms, the value named ``count`` decides. ``str()`` gives English.

    >>> str(Told("problems.mend_first"))
    'mend those above first, and send it again'
    """

    code: str
    values: tuple[tuple[str, Value], ...]

    def __init__(self, code: str, /, **values: Value) -> None:
        object.__setattr__(self, "code", code)
        object.__setattr__(self, "values", tuple((name, _freeze(value)) for name, value in sorted(values.items())))

    def __str__(self) -> str:
        return self.render(ENGLISH)

    def render(self, language: str) -> str:
        """The sentence in a language, such as ``en``.

        Of a code that the catalogue lacks, as where a newer version stored it, the code and the values are told.
        """
        values = dict(self.values)
        if self.code == AS_WRITTEN:
            return _word(values.get("text", ""), language, "")
        count = values.get("count")
        parts = read_template(self.code, language, count if isinstance(count, int) else None)
        if parts is None:
            told = ", ".join(f"{name}: {_word(value, language, '')}" for name, value in self.values)
            return f"{self.code} ({told})" if told else self.code
        return "".join(
            literal if name is None else literal + _word(values.get(name, f"{{{name}}}"), language, how)
            for literal, name, how in parts
        )

    def causes(self) -> tuple[str, ...]:
        """The codes of the innermost sentences that say why, by which alike ends are grouped; its own where none does.

        A value says why where its name is one of :data:`CAUSES`. Words of others have no code, and are passed over.

        >>> wrong = Told("problems.one", path="lines[0].sku", rule=Told("documents.missing"), remedy="fill it in")
        >>> Told("orders.cannot_be_sent", problem=wrong).causes()
        ('documents.missing',)
        """
        inner = (told for name, value in self.values if name in CAUSES for told in _sentences_in(value))
        codes = (code for told in inner for code in told.causes() if code != AS_WRITTEN)
        return tuple(dict.fromkeys(codes)) or (self.code,)

    def holds(self, code: str) -> bool:
        """Whether this is the sentence with that code, or one stands in it.

        >>> Told("once.not_authorised", command=Told("command.connect", connection="books")).holds("command.connect")
        True
        """
        return self.code == code or any(told.holds(code) for _, value in self.values for told in _sentences_in(value))


def pack(told: Told) -> str:
    """The sentence as it is stored: one text, which a version that knew only plain texts shows as it stands.

    >>> pack(Told("line.no_flow", flow="shop-orders"))
    '{"code":"line.no_flow","values":{"flow":"shop-orders"}}'
    >>> pack(Told("as_written", text="written by an older version"))
    'written by an older version'
    """
    if told.code == AS_WRITTEN:
        return str(told)
    return json.dumps(as_json(told), ensure_ascii=False, separators=(",", ":"))


def as_json(told: Told) -> Any:
    """The code and the values, as JSON has them; a day, a moment, an exact number and a sentence are objects."""
    return _pack(told)


def unpack(text: str) -> Told:
    """The sentence that was stored as this text; a text that is no stored sentence is AS_WRITTEN."""
    if text.startswith(_STORED):
        try:
            found = _unpack(json.loads(text))
        except (ValueError, TypeError, KeyError, AttributeError, ArithmeticError):
            return Told(AS_WRITTEN, text=text)
        if isinstance(found, Told):
            return found
    return Told(AS_WRITTEN, text=text)


def _freeze(value: Value) -> Value:
    return tuple(map(_freeze, value)) if isinstance(value, Sequence) and not isinstance(value, str) else value


def _sentences_in(value: Value) -> Iterator[Told]:
    """The sentence that a value is, or those of the list that it is."""
    if isinstance(value, Told):
        yield value
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for part in value:
            yield from _sentences_in(part)


def _word(value: Value, language: str, how: str) -> str:
    match value:
        case str():
            return str(value)
        case Told():
            return value.render(language)
        case date():
            return f"{value.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if isinstance(value, datetime) else value.isoformat()
        case Decimal() | float():
            return format(value, "f" if isinstance(value, Decimal) else "g")
        case int():
            return str(value)
        case _:
            return join_list([_word(part, language, "") for part in value], language, how)


def _pack(value: Value) -> Any:
    match value:
        case Told():
            return {"code": value.code, "values": {name: _pack(part) for name, part in value.values}}
        case datetime():
            return {"moment": value.isoformat()}
        case date():
            return {"day": value.isoformat()}
        case Decimal():
            return {"decimal": str(value)}
        case str() | int() | float():
            return value
        case _:
            return [_pack(part) for part in value]


def _unpack(value: Any) -> Value:
    if isinstance(value, list):
        return [_unpack(part) for part in value]
    if not isinstance(value, dict):
        if isinstance(value, str | int | float):
            return value
        raise TypeError(f"no sentence holds {type(value).__name__}")
    if "moment" in value:
        return datetime.fromisoformat(value["moment"])
    if "day" in value:
        return date.fromisoformat(value["day"])
    if "decimal" in value:
        return Decimal(value["decimal"])
    return Told(value["code"], **{name: _unpack(part) for name, part in value["values"].items()})
