"""Asks each document of a flow whether it fits the flow's own filter, whoever brings it: a poll or a sender."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

import structlog

from mapping.filters import FieldTest, Filter, Group
from relay.model import Flow, Identity
from relay.roles import Json, TellsFields
from words.told import Told

log = structlog.get_logger()

_MARK: Final = "does not fit"


class _AnyCase(Mapping[str, Any]):
    """Fields that are found in whatever capitals a filter names them; where two differ by them only, as written."""

    def __init__(self, fields: Mapping[str, Any]) -> None:
        self._fields = fields

    def __getitem__(self, name: str) -> Any:
        if name in self._fields:
            return self._fields[name]
        folded = name.casefold()
        for key, value in self._fields.items():
            if key.casefold() == folded:
                return value
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)


def fields_of(source: object, document: Json) -> Mapping[str, Any]:
    """A document's own fields, by the names that a filter uses, in whatever capitals."""
    if isinstance(source, TellsFields):
        return _AnyCase(source.fields_of(document))
    return _AnyCase(document) if isinstance(document, Mapping) else {}


def tell_unfit(flow: Flow, source: object, document: Json) -> Told | None:
    """Why a document does not fit the filter of its flow, by the names of fields; None where it does.

    One that cannot be looked at fits: it is held with its problems, and not passed over.
    """
    if not flow.wanted:
        return None
    try:
        failing = list_failing(flow.wanted, fields_of(source, document))
    except Exception as error:  # noqa: BLE001 - one bad record must not stop the rest; its text may be personal
        log.warning("record_unclear", flow=flow.name, error=type(error).__name__)
        return None
    return Told("filters.does_not_fit", fields=failing) if failing else None


def list_failing(wanted: Filter, fields: Mapping[str, Any]) -> list[str]:
    """The fields because of which a record does not fit, each once; of several of which one would do, all."""
    failing = [test for test in wanted.tests if not test.fits(fields)]
    names = [name for test in failing for name in _names(test)]
    return list(dict.fromkeys(names))


def mark_unfit(identity: Identity, material: bytes) -> tuple[Identity, bytes]:
    """The same version of a document that does not fit: once it does, it is another, though nothing of it changed."""
    if identity.version is None:
        return identity, material + _MARK.encode()
    return replace(identity, version=f"{identity.version} {_MARK}"), material


def _names(test: FieldTest | Group) -> list[str]:
    return [one.field for one in test.field_tests] if isinstance(test, Group) else [test.field]
