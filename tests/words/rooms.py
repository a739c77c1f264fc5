"""The catalogue's files, a room each, and the templates in them."""

from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from words.catalogue import CATALOGUE

ROOMS = sorted((CATALOGUE / "en").glob("*.po"))


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="en", abort_invalid=True)


def messages() -> Iterator[tuple[Path, str, Message]]:
    for path in ROOMS:
        for message in read(path):
            if message.id:
                yield path, message.id if isinstance(message.id, str) else message.id[0], message


def forms(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
