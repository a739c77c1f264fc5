"""Checks a payload for an UpdateConnector against AFAS's field tables, without a call.

The target checks with it what it will send, and its tests what it sent. What only AFAS's books can know, such as
whether a debtor exists, is not checked here.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from handlers.vendors.afas.dictionary import UpdateField, UpdateObject, object_under, update_object
from handlers.vendors.afas.target.field_values import Flaw, Wrong, flaw, is_empty
from mapping.problems import Problem
from words.masking import mask_value, shorten
from words.told import Told

_CUSTOM = re.compile(r"U[0-9A-Fa-f]{32}")
_PERSONAL = frozenset({"Re", "ExAd"})
"""Free text of orders; of relations every text without codes counts as personal."""

_NEEDED: Mapping[str, str] = {"KnSalesRelationOrg": "KnOrganisation", "KnSalesRelationPer": "KnPerson"}
"""Objects that are nothing without the one under them."""

_MATCH: Mapping[str, tuple[str, str, str]] = {
    "KnOrganisation": ("MatchOga", "6", "Nm"),
    "KnPerson": ("MatchPer", "7", "LaNm"),
}
"""For an object: how it is matched, the code for "always new", and what a matched one need not be given."""


@dataclass(frozen=True, slots=True)
class Breach:
    """One mistake: where it is, and what it is.

    ``path`` counts elements from 0 where there are several: ``FbSales.FbSalesLines[1].QuUn``.
    """

    path: str
    flaw: Flaw
    value: Any = None
    personal: bool = False


def payload_problems(
    connector: str, payload: Any, *, method: str = "POST", part: str | None = None
) -> Sequence[Problem]:
    """Everything AFAS would refuse in a body, by AFAS's own names; values that may be personal are masked.

    ``method`` and ``part`` are those of the call: what an insert must give, an update may leave out, and with a part
    (``/connectors/FbSales/FbSalesLines``) only that object is inserted. Raises KeyError for a connector that is not
    described.

    >>> [str(one) for one in payload_problems("FbSales", {"FbSales": {"Element": {"Fields": {"DbId": "10141x" * 3}}}})]
    ['FbSales.DbId: longer than the 16 characters that AFAS keeps (found 10141x10141x10141x); shorten it to 16 \
characters']
    """
    return [_problem(breach) for breach in breaches(connector, payload, method=method, part=part)]


def breaches(connector: str, payload: Any, *, method: str = "POST", part: str | None = None) -> Iterator[Breach]:
    """Every mistake that :func:`payload_problems` tells of, with its place and the value it is about."""
    known = update_object(connector)
    if not isinstance(payload, Mapping) or list(payload) != [connector]:
        yield _shape(connector, Told("afas.body_of_one_object", connector=connector))
        return
    walk = _Walk(part, inserts=method == "POST")
    yield from walk.elements(known, payload[connector], connector, inserts=walk.inserts and part is None)


@dataclass(frozen=True, slots=True)
class _Walk:
    part: str | None
    inserts: bool

    def elements(self, known: UpdateObject, holder: Any, path: str, *, inserts: bool) -> Iterator[Breach]:
        if not isinstance(holder, Mapping) or list(holder) != ["Element"]:
            yield _shape(path, Told("afas.object_of_element"))
            return
        found = holder["Element"]
        several = isinstance(found, list)
        for position, element in enumerate(found if several else [found]):
            yield from self._element(known, element, f"{path}[{position}]" if several else path, inserts=inserts)

    def _element(self, known: UpdateObject, element: Any, path: str, *, inserts: bool) -> Iterator[Breach]:
        if not isinstance(element, Mapping):
            yield _shape(path, Told("afas.parts_of_element"))
            return
        fields, objects = element.get("Fields") or {}, element.get("Objects") or {}
        if not isinstance(fields, Mapping) or not _is_objects(objects):
            yield _shape(path, Told("afas.shape_of_parts"))
            return
        attributes = {name[1:]: value for name, value in element.items() if name.startswith("@")}
        for name in element:
            if name not in {"Fields", "Objects"} and not name.startswith("@"):
                yield _shape(f"{path}.{name}", Told("afas.places_of_parts"))
        given = {**attributes, **{name.removeprefix("@"): value for name, value in fields.items()}}
        action = next((given.pop(name) for name in ("Action", "action") if name in given), None)
        yield from _action(action, path)
        inserts = inserts if is_empty(action) else action == "insert"
        yield from _fields(known, given, path, inserts=inserts)
        named = [(name, holder) for one in _many(objects) for name, holder in one.items()]
        needed = _NEEDED.get(known.name)
        if inserts and needed and needed not in dict(named):
            rule = Told("afas.object_missing", object=known.name, needed=needed)
            remedy = Told("afas.put_into_objects", needed=needed)
            yield Breach(f"{path}.{needed}", Flaw(Wrong.MISSING, rule, remedy))
        for name, holder in named:
            under = object_under(known, name)
            if under is None:
                rule = Told("afas.no_such_object", object=known.name)
                yield Breach(f"{path}.{name}", Flaw(Wrong.UNLISTED, rule, Told("afas.leave_out")))
                continue
            as_part = self.inserts if name == self.part else inserts
            yield from self.elements(under, holder, f"{path}.{name}", inserts=as_part)


def _fields(known: UpdateObject, given: Mapping[str, Any], path: str, *, inserts: bool) -> Iterator[Breach]:
    for name, value in given.items():
        field = known.fields.get(name)
        where = f"{path}.{name}"
        if field is None:
            yield from _judge_unlisted(known, name, value, where)
        elif found := flaw(field, value):
            yield Breach(where, found, value, _is_personal(known, field))
    if not inserts:
        return
    left_out = _list_not_needed(known, given)
    for field in known.fields.values():
        if field.required and field.name not in left_out and is_empty(given.get(field.name)):
            rule = Told("afas.field_missing", field=f"{known.name}.{field.name}", label=field.label)
            yield Breach(f"{path}.{field.name}", Flaw(Wrong.MISSING, rule, Told("afas.give_value")))


def _list_not_needed(known: UpdateObject, given: Mapping[str, Any]) -> set[str]:
    """What need not be given because the record may be there already."""
    match, always_new, name = _MATCH.get(known.name, ("", "", ""))
    wanted = given.get(match)
    return set() if is_empty(wanted) or str(wanted) == always_new else {name}


def is_custom(name: str) -> bool:
    """Whether a field is a customer's own: U with 32 hexadecimal digits."""
    return _CUSTOM.fullmatch(name) is not None


def _judge_unlisted(known: UpdateObject, name: str, value: Any, where: str) -> Iterator[Breach]:
    if not is_custom(name):
        flawed = Flaw(
            Wrong.UNLISTED, Told("afas.no_such_field", object=known.name), Told("afas.leave_out_unless_custom")
        )
        yield Breach(where, flawed, value, personal=True)
    elif isinstance(value, Mapping | list | float):
        flawed = Flaw(Wrong.TYPE, Told("afas.no_single_value"), Told("afas.give_single_value"))
        yield Breach(where, flawed, value, personal=True)


def _action(action: Any, path: str) -> Iterator[Breach]:
    if not is_empty(action) and action not in ("insert", "update", "delete"):
        flawed = Flaw(Wrong.CODE, Told("afas.no_action"), Told("afas.give_action"))
        yield Breach(f"{path}.@Action", flawed, action)


def _is_personal(known: UpdateObject, field: UpdateField) -> bool:
    if known.name.startswith("Kn"):
        return not field.codes and field.type in {"text", "long_text", "int", "date"}
    return field.name in _PERSONAL


def _is_objects(objects: Any) -> bool:
    return isinstance(objects, Mapping) or (
        isinstance(objects, list) and all(isinstance(one, Mapping) for one in objects)
    )


def _many(objects: Any) -> list[Mapping[str, Any]]:
    return objects if isinstance(objects, list) else [objects]


def _shape(path: str, rule: Told) -> Breach:
    return Breach(path, Flaw(Wrong.SHAPE, Told("afas.wrong_shape", rule=rule), Told("afas.write_shape")))


def _problem(breach: Breach) -> Problem:
    show = mask_value if breach.personal else shorten
    value = None if is_empty(breach.value) else show(breach.value)
    return Problem(breach.path, breach.flaw.rule, breach.flaw.remedy, value)
