"""Rules about secrets: they do not stand in the file, cannot be guessed, and are what somebody meant to give."""

import re
from collections.abc import Iterator
from typing import Any, Final

from pydantic import BaseModel, SecretStr

from relay.settings.checked import Checked
from relay.settings.findings import Finding, Path
from relay.settings.key_bytes import wrong_keys
from relay.settings.secret_sources import REFERENCE
from relay.settings.written import look_up
from words.told import Told

_REDIS_ADDRESS: Final = re.compile(r"(?:rediss?|unix)://(?:(?P<user>.*)@)?")
_PASSWORD_ARGUMENT: Final = re.compile(r"[?&]password=[^&]")
_OTHER_FORMS: Final = re.compile(r"\$?[({%]?([A-Za-z_][A-Za-z0-9_]*)[)}%]?")
"""How other programs write a variable: $NAME, $(NAME), {NAME}, %NAME%."""

_ADDRESSES: Final[frozenset[Path]] = frozenset({("redis", "payload_url"), ("redis", "state_url")})
_SHORTEST_TOKEN: Final = 16
_FEWEST_LETTERS: Final = 4
_SHORTEST_REST: Final = 4
_GUESSED_FIRST: Final = re.compile(
    r"change.?me|password|secret|admin|letmein|qwerty|123456|token|example|test", re.IGNORECASE
)


def secrets_in_the_file(checked: Checked) -> Iterator[Finding]:
    """A secret that stands in the file itself belongs in the environment or in a mounted file."""
    for path in secret_paths(checked.settings):
        found = look_up(checked.written.value, path)
        if isinstance(found, str) and _is_literal(found, is_address=path in _ADDRESSES):
            name = _OTHER_FORMS.fullmatch(found)
            if name is not None and checked.sources.knows(name[1]):  # so it is a name, which may be shown
                yield Finding("error", path, Told("settings.reference_form", example=f"${{{name[1]}}}"))
            else:
                yield Finding("error", path, Told("settings.secret_in_file"))


def secrets_that_look_odd(checked: Checked) -> Iterator[Finding]:
    """Quotes and line ends around a secret are mostly not part of it."""
    for path, text in _texts(checked.written.value):
        if REFERENCE.search(text) and checked.is_sound(path):
            for told in checked.sources.oddities(text):
                yield Finding("warning", path, told)


def tokens_that_are_guessed(checked: Checked) -> Iterator[Finding]:
    """Who guesses the operators' token rules the relay."""
    token = checked.settings.admin.token
    if token is None:
        return
    text = token.get_secret_value()
    rest = _GUESSED_FIRST.sub("", text)
    if len(text) < _SHORTEST_TOKEN or len(set(text)) < _FEWEST_LETTERS or len(rest) < _SHORTEST_REST:
        yield Finding("error", ("admin", "token"), Told("settings.token_guessed", shortest=_SHORTEST_TOKEN))


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


def _texts(value: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every text of the file with its path."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict | list):
        for name, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _texts(item, (*path, name))


def _is_literal(text: str, *, is_address: bool) -> bool:
    """Whether a secret stands in the text itself. A Redis address is none without a password of its own."""
    rest = REFERENCE.sub("", text)
    address = _REDIS_ADDRESS.match(rest)
    if address is None:
        return rest == text and (not is_address or "@" in rest)
    password = (address["user"] or "").rpartition(":")[2]
    return bool(password or _PASSWORD_ARGUMENT.search(rest))
