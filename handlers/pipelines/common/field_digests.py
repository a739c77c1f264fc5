"""Keeps a digest of each field that is sent, so that later it can be told which changed, and never what stood there."""

import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import quote, unquote

from mapping.parsing import dump_json
from relay.line.once.links import Links


def digest_field(links: Links, name: str, field: str, value: Any) -> str:
    """16 hexadecimal digits for one field of the record that is linked under ``name``."""
    return links.field_digest(name, field, normalise(value))


def digest_fields(links: Links, name: str, fields: Mapping[str, Any]) -> str:
    """The fields of a record as ``field:digest field:digest``, in the order of their names."""
    return pack({field: digest_field(links, name, field, value) for field, value in fields.items()})


def pack(digests: Mapping[str, str]) -> str:
    """Digests by field as one text."""
    return " ".join(f"{quote(field, safe='/.@[]')}:{digest}" for field, digest in sorted(digests.items()))


def unpack(text: str) -> dict[str, str]:
    """What :func:`pack` made, by field; of a digest of another kind, as orders have it, nothing."""
    found = (part.rpartition(":") for part in text.split())
    return {unquote(field): digest for field, colon, digest in found if colon}


def list_changed(before: str, after: str) -> list[str]:
    """The fields whose digests differ, those that came or went among them."""
    then, now = unpack(before), unpack(after)
    return sorted(field for field in then.keys() | now.keys() if then.get(field) != now.get(field))


def normalise(value: Any) -> bytes:
    r"""The value as bytes that are equal exactly where nobody would call it changed.

    Blanks around a text, composed accents and the zeros after a decimal point make no other value, and a field that is
    empty is as one that has none.

    >>> normalise("Zoë ") == normalise("Zoe\u0308"), normalise(Decimal("12.50")) == normalise(12.5), normalise(" ")
    (True, True, b'')
    """
    plain = _plain(value)
    return b"" if plain in (None, "", [], {}) else dump_json(plain, sort_keys=True)


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value).strip()
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return _number(Decimal(str(value)))
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value


def _number(number: Decimal) -> str:
    """A number as text without needless zeros.

    >>> [_number(Decimal(text)) for text in ("12.50", "100", "-0.0", "1E+2")]
    ['12.5', '100', '0', '100']
    """
    return format(number.normalize(), "f") if number else "0"
