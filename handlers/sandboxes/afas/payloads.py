"""Reads the body of a write into records with typed values, refusing what AFAS's field tables do not allow."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from handlers.sandboxes.afas.labels import label_of
from handlers.sandboxes.afas.refusals import RefusedError, Text
from handlers.sandboxes.afas.tables import Stored
from handlers.vendors.afas.dictionary import UpdateField, UpdateObject, object_under, update_object
from handlers.vendors.afas.target.field_rules import Breach, breaches
from handlers.vendors.afas.target.field_values import Wrong, code_of, is_empty

_TEXTS = {
    Wrong.SHAPE: Text.TYPE_MISMATCH,
    Wrong.UNLISTED: Text.UNLISTED,
    Wrong.MISSING: Text.MISSING,
    Wrong.TYPE: Text.BAD_VALUE,
    Wrong.TOO_LONG: Text.TOO_LONG,
    Wrong.DIGITS: Text.BAD_VALUE,
    Wrong.CODE: Text.BAD_VALUE,
    Wrong.COUNTRY: Text.NO_VALUE,
}


@dataclass(slots=True)
class Record:
    """One element. A field whose value is None is to be emptied; one that is not there stays as it is."""

    name: str
    fields: dict[str, Stored] = field(default_factory=dict)
    objects: dict[str, list["Record"]] = field(default_factory=dict)
    action: str = ""

    def text(self, name: str) -> str:
        """A field as text; empty when it is empty or not given."""
        value = self.fields.get(name)
        return "" if value is None else str(value)

    def under(self, name: str) -> list["Record"]:
        """The records of an object under this one."""
        return self.objects.get(name, [])


def read_records(connector: str, body: bytes, *, method: str, part: str | None, ignore_unlisted: bool) -> list[Record]:
    """The elements of a body, each with its action spelt out. Raises RefusedError as AFAS refuses."""
    try:
        document = json.loads(body, parse_float=Decimal)
    except ValueError:
        raise RefusedError(400, Text.INVALID_JSON) from None
    for breach in breaches(connector, document, method=method, part=part):
        if not (ignore_unlisted and breach.flaw.wrong is Wrong.UNLISTED):
            raise _refusal(breach)
    verb = "insert" if method == "POST" else "update"
    top = verb if part is None else "update"
    return _records(update_object(connector), document[connector], top, part, verb)


def _refusal(breach: Breach) -> RefusedError:
    return RefusedError(500, _TEXTS[breach.flaw.wrong], label_of(breach.field, breach.path))


def _records(known: UpdateObject, holder: Mapping[str, Any], action: str, part: str | None, verb: str) -> list[Record]:
    found = holder["Element"]
    elements = found if isinstance(found, list) else [found]
    return [_record(known, element, action, part, verb) for element in elements]


def _record(known: UpdateObject, element: Mapping[str, Any], action: str, part: str | None, verb: str) -> Record:
    attributes = {name[1:]: value for name, value in element.items() if name.startswith("@")}
    given = {**attributes, **{name.removeprefix("@"): value for name, value in (element.get("Fields") or {}).items()}}
    own = next((given.pop(name) for name in ("Action", "action") if name in given), None)
    record = Record(known.name, action=str(own or action))
    record.fields = {
        name: _typed(known.fields.get(name), value)
        for name, value in given.items()
        if name in known.fields or name.startswith("U")
    }
    objects = element.get("Objects") or {}
    for one in objects if isinstance(objects, list) else [objects]:
        for name, holder in one.items():
            if (below := object_under(known, name)) is not None:
                under = verb if name == part else record.action
                record.objects.setdefault(name, []).extend(_records(below, holder, under, part, verb))
    return record


def _typed(known: UpdateField | None, value: Any) -> Stored:
    if is_empty(value):
        return None
    kind = known.type if known else "text"
    if kind in {"date", "moment"}:
        moment = datetime.fromisoformat(str(value))
        return moment.date() if kind == "date" else moment
    if kind == "int":
        return int(Decimal(value))
    if kind == "decimal":
        return Decimal(value)
    if kind == "boolean":
        return str(value).lower() in {"true", "1"}
    return (known and code_of(known, str(value))) or str(value)
