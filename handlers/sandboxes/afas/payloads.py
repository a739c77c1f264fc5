"""Reads the body of a write into records with typed values, refusing what AFAS's published tables do not have."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from handlers.sandboxes.afas.labels import label_of
from handlers.sandboxes.afas.published import Field, PublishedObject, find_object, is_custom, item_letters
from handlers.sandboxes.afas.refusals import RefusedError, Text
from handlers.sandboxes.afas.tables import Stored
from handlers.sandboxes.afas.values import is_empty, read_custom_value, read_value

KEYS = frozenset({"BcCo", "BcId", "CdId", "SbId"})
"""Fields that name a record which is there. Insert schemas require them, and AFAS's own examples leave them out."""

_LEFT_OUT = frozenset({"AddToPortal", "AutoNum", "BeginDate", "CdDa", "PadAdr", "PbAd", "ResZip"})
"""Fields that insert schemas require and AFAS's own examples leave out."""

_LEFT_OUT_THERE = frozenset(
    {
        ("FbSalesLines", "BiUn"),
        ("FbDirectInvoiceLines", "BiUn"),
        ("FbStockMutation", "Qu"),
        ("FbComposition", "BiSaItCd"),
    }
)
"""The same of one object only."""

_LINES_WITH_LETTERS = frozenset({"FbSalesLines", "FbDirectInvoiceLines", "AfasFbOrderCompLines"})
"""Objects whose item types AFAS's examples write as letters too."""

_ALWAYS_NEW = "6"
"""MatchOga of an organisation that is not looked for. One that may be there already need not be given a name."""

_COMPANION: Mapping[str, str] = {"KnSalesRelationOrg": "KnOrganisation", "KnSalesRelationPer": "KnPerson"}
"""Objects that are nothing without the one under them."""

_ACTIONS = ("insert", "update", "delete")


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


@dataclass(frozen=True, slots=True)
class Judgement:
    """How strictly a body is read.

    ``ignores_unlisted``: a field or object that AFAS does not have is passed over. ``own_codes`` are those that the
    customer's code tables have beside the published ones, by field.
    """

    ignores_unlisted: bool = False
    own_codes: Mapping[str, frozenset[str]] = field(default_factory=dict)


def read_records(connector: str, body: bytes, *, method: str, part: str | None, judgement: Judgement) -> list[Record]:
    """The elements of a body, each with its action spelt out. Raises RefusedError as AFAS refuses.

    With a ``part``, such as FbSalesLines, only the objects of that name are inserted.
    """
    try:
        document = json.loads(body, parse_float=Decimal)
    except ValueError:
        raise RefusedError(400, Text.INVALID_JSON) from None
    if not isinstance(document, dict) or list(document) != [connector]:
        raise RefusedError(500, Text.TYPE_MISMATCH)
    verb = "insert" if method == "POST" else "update"
    reader = _Reader(part, verb, judgement)
    return reader.read_holder(find_object(connector), document[connector], verb if part is None else "update")


@dataclass(frozen=True, slots=True)
class _Reader:
    part: str | None
    verb: str
    judgement: Judgement

    def read_holder(self, known: PublishedObject, holder: Any, action: str) -> list[Record]:
        if not isinstance(holder, dict) or list(holder) != ["Element"]:
            raise RefusedError(500, Text.TYPE_MISMATCH)
        found = holder["Element"]
        return [self._read_element(known, one, action) for one in (found if isinstance(found, list) else [found])]

    def _read_element(self, known: PublishedObject, element: Any, action: str) -> Record:
        if not isinstance(element, dict):
            raise RefusedError(500, Text.TYPE_MISMATCH)
        fields, objects = element.get("Fields") or {}, element.get("Objects") or {}
        objects = objects if isinstance(objects, list) else [objects]
        strange = [name for name in element if name not in {"Fields", "Objects"} and not name.startswith("@")]
        if strange or not isinstance(fields, dict) or not all(isinstance(one, dict) for one in objects):
            raise RefusedError(500, Text.TYPE_MISMATCH)
        attributes = {name: value for name, value in element.items() if name.startswith("@")}
        given = {name.removeprefix("@"): value for name, value in (attributes | fields).items()}
        record = Record(known.name, action=_take_action(given) or action)
        record.fields = self._read_fields(known, given)
        if record.action == "insert":
            self._refuse_missing(known, record)
        named = [(name, holder) for one in objects for name, holder in one.items()]
        companion = _COMPANION.get(known.name)
        if record.action == "insert" and companion and companion not in dict(named):
            raise RefusedError(500, Text.MISSING, companion)
        for name, holder in named:
            self._read_under(known, record, name, holder)
        return record

    def _read_under(self, known: PublishedObject, record: Record, name: str, holder: Any) -> None:
        below = known.under(name)
        if below is not None:
            action = self.verb if name == self.part else record.action
            record.objects.setdefault(name, []).extend(self.read_holder(below, holder, action))
        elif not self.judgement.ignores_unlisted:
            raise RefusedError(500, Text.UNLISTED, name)

    def _read_fields(self, known: PublishedObject, given: Mapping[str, Any]) -> dict[str, Stored]:
        stored: dict[str, Stored] = {}
        for name, value in given.items():
            listed = known.fields.get(name)
            if listed is not None:
                stored[name] = read_value(listed, value, self._codes_beside(known.name, name))
            elif is_custom(name):
                stored[name] = read_custom_value(name, value)
            elif not self.judgement.ignores_unlisted:
                raise RefusedError(500, Text.UNLISTED, name)
        return stored

    def _codes_beside(self, holder: str, name: str) -> Iterable[str]:
        """The codes of a field that are not in its own table: item types by letters, and a customer's codes."""
        if name == "VaIt" and holder in _LINES_WITH_LETTERS:
            return item_letters()
        return self.judgement.own_codes.get(name, ())

    def _refuse_missing(self, known: PublishedObject, record: Record) -> None:
        """Refuse a new record that lacks what it must have."""
        may_be_there = record.text("MatchOga") not in {"", _ALWAYS_NEW}
        for one in known.fields.values():
            left_out = may_be_there and one.name == "Nm"
            if is_needed(known.name, one) and record.fields.get(one.name) is None and not left_out:
                raise RefusedError(500, Text.MISSING, label_of(one, one.name))


def is_needed(holder: str, field: Field) -> bool:
    """Whether an insert must give a field of an object: its schema says so, and AFAS's own examples do."""
    return field.required and field.name not in KEYS | _LEFT_OUT and (holder, field.name) not in _LEFT_OUT_THERE


def _take_action(given: dict[str, Any]) -> str:
    """The action that an element states for itself, taken out of its fields. Raises RefusedError for one of no kind."""
    stated = [given.pop(name) for name in ("Action", "action") if name in given]
    action = next((one for one in stated if not is_empty(one)), "")
    if action and action not in _ACTIONS:
        raise RefusedError(500, Text.BAD_VALUE, "@Action")
    return str(action)
