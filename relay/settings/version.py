"""Gives settings a short name of their own, by which two processes, or two runs, tell whether theirs are the same."""

import hmac
import json
from collections.abc import Mapping
from typing import Any, Final

from pydantic import BaseModel, SecretStr
from pydantic_core import to_jsonable_python

_DIGITS: Final = 12
_OF_THE_MACHINE: Final = frozenset({"host", "port"})
"""Where a listener of this machine is: it may differ from one machine to the next, and changes nothing that is done."""

_LISTENERS: Final = ("server", "admin")


def version_of(settings: BaseModel, key: SecretStr) -> str:
    """12 hexadecimal digits that are equal for equal settings, however they were written, and else differ.

    Secrets count, and nobody can try values against it without ``key``. The addresses of both listeners do not count.
    """
    values = _plain(settings)
    for listener in _LISTENERS:
        values[listener] = {name: value for name, value in values[listener].items() if name not in _OF_THE_MACHINE}
    told = json.dumps(values, sort_keys=True).encode()
    return hmac.digest(key.get_secret_value().encode(), b"settings-version\0" + told, "sha256").hex()[:_DIGITS]


def _plain(value: Any) -> Any:
    """The value as JSON has it, secrets in the clear, sets in one order."""
    if isinstance(value, BaseModel):
        return {name: _plain(getattr(value, name)) for name in type(value).model_fields}
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, Mapping):
        return {str(name): _plain(part) for name, part in value.items()}
    if isinstance(value, set | frozenset):
        return sorted((_plain(part) for part in value), key=json.dumps)
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return to_jsonable_python(value, bytes_mode="base64")
