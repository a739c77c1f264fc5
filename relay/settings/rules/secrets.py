"""Rules about secrets: they do not stand in the file, and keys have the form that seals need."""

import re
from collections.abc import Iterator
from typing import Any, Final

from pydantic import BaseModel, SecretStr

from relay.settings.checked import Checked
from relay.settings.findings import Finding, Path
from relay.settings.key_bytes import wrong_keys
from relay.settings.written import look_up
from words.told import Told

_REFERENCE: Final = re.compile(r"\$\{[^}]+\}")
_REDIS_ADDRESS: Final = re.compile(r"(?:rediss?|unix)://(?:(?P<user>.*)@)?")
_PASSWORD_ARGUMENT: Final = re.compile(r"[?&]password=[^&]")


def secrets_in_the_file(checked: Checked) -> Iterator[Finding]:
    """A secret that stands in the file itself belongs in the environment or in a mounted file."""
    for path in secret_paths(checked.settings):
        found = look_up(checked.written.value, path)
        if isinstance(found, str) and _is_literal(found):
            yield Finding("error", path, Told("settings.secret_in_file"))


def keys_of_the_wrong_form(checked: Checked) -> Iterator[Finding]:
    """Each key is 32 bytes in base64, and the index key is none of the others."""
    return wrong_keys(checked.settings.keys)


def secret_paths(value: Any, path: Path = ()) -> Iterator[Path]:
    """The paths of all secrets in settings, under the names that they have in the file."""
    if isinstance(value, SecretStr):
        yield path
    elif isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            yield from secret_paths(getattr(value, name), (*path, field.alias or name))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from secret_paths(item, (*path, key))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from secret_paths(item, (*path, index))


def _is_literal(text: str) -> bool:
    """Whether a secret stands in the text itself. A Redis address is none without a password of its own."""
    rest = _REFERENCE.sub("", text)
    address = _REDIS_ADDRESS.match(rest)
    if address is None:
        return rest == text
    password = (address["user"] or "").rpartition(":")[2]
    return bool(password or _PASSWORD_ARGUMENT.search(rest))
