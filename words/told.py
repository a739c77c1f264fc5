"""A sentence for a person, kept as a code and values: it is put into words only when somebody reads it.

What is stored is the code and the values, so that events can be grouped by cause and a reader's language decides.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final, TypeAlias, final

from words.catalogue import ENGLISH, join_list, read_template

Value: TypeAlias = "str | int | float | Decimal | date | Told | Sequence[Value]"
"""What a sentence may be filled with. A ``datetime`` is aware and told in UTC; a sequence is told as a list."""

AS_WRITTEN: Final = "as_written"
"""The code of a text that was kept as it was worded: by an older version of the relay, or by another system."""

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


Sentence: TypeAlias = str | Told
"""Either form, as long as not every sentence has its code: a plain text counts as :data:`AS_WRITTEN`."""


def as_told(sentence: Sentence) -> Told:
    """The sentence with its code, which is AS_WRITTEN for a plain text."""
    return sentence if isinstance(sentence, Told) else Told(AS_WRITTEN, text=sentence)


def pack(sentence: Sentence) -> str:
    """The sentence as it is stored: one text, which a version that knew only plain texts shows as it stands.

    >>> pack(Told("line.no_flow", flow="shop-orders"))
    '{"code":"line.no_flow","values":{"flow":"shop-orders"}}'
    >>> pack("written by an older version")
    'written by an older version'
    """
    told = as_told(sentence)
    if told.code == AS_WRITTEN:
        return str(told)
    return json.dumps(_pack(told), ensure_ascii=False, separators=(",", ":"))


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
