"""Says in plain words what belongs at a place of relay.yaml, from the type that the model has there."""

import typing
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from ipaddress import IPv4Network, IPv6Network
from typing import Any, Final, Literal

from pydantic import BaseModel, SecretStr

from relay.settings.kinds import Kind, kind_of, names_of
from words.told import Told

_MOST_NAMED: Final = 8


def words_of(kind: Kind) -> tuple[str, ...]:
    """The words that may stand here, where these are all that may: ``("order", "invoice")``."""
    found = [
        argument
        for member in kind.members
        if typing.get_origin(member) is Literal
        for argument in typing.get_args(member)
    ]
    return tuple(map(str, found))


def what_belongs(kind: Kind) -> Told:
    """What to write, to follow "write": such as "a whole number from 0 to 65535"."""
    told = [
        _one(kind_of(member)._replace(limits=kind.limits))
        for member in kind.members
        if typing.get_origin(member) is not Literal
    ]
    words = words_of(kind)
    if words:
        told.insert(0, Told("settings.one_of", names=words))
    told = list(dict.fromkeys(told))  # networks of both versions are told in the same words
    return told[0] if len(told) == 1 else Told("settings.either", kinds=told)


def _one(kind: Kind) -> Told:
    if kind.model is not None:
        return _names_below(kind.model)
    origin, arguments = typing.get_origin(kind.annotation), typing.get_args(kind.annotation)
    if origin in {tuple, list, frozenset}:
        return Told("settings.a_list", what=what_belongs(kind_of(arguments[0])))
    if origin in {dict, typing.get_origin(Mapping[str, Any])}:
        return Told("settings.a_table", what=what_belongs(kind_of(arguments[1])))
    if kind.annotation in {int, float, Decimal}:
        return _number(kind)
    if kind.annotation in {IPv4Network, IPv6Network}:
        return Told("settings.a_network")
    return _PLAIN.get(kind.annotation) or Told("settings.a_value")


def _names_below(model: type[BaseModel]) -> Told:
    names = names_of(model)
    if len(names) > _MOST_NAMED:
        return Told("settings.names_below_and_more", names=names[:_MOST_NAMED])
    return Told("settings.names_below", names=names)


def bounds_of(kind: Kind) -> dict[str, Any]:
    """The bounds of a kind by their names: ge, gt, le, lt, min_length and max_length."""
    found: dict[str, Any] = {}
    for limit in kind.limits:
        for name in ("ge", "gt", "le", "lt", "min_length", "max_length"):
            bound = getattr(limit, name, None)
            if bound is not None:
                found.setdefault(name, bound)
    return found


def _number(kind: Kind) -> Told:
    bounds = bounds_of(kind)
    what = Told("settings.a_whole_number") if kind.annotation is int else Told("settings.a_number")
    least, most = bounds.get("ge"), bounds.get("le")
    if least is not None and most is not None:
        return Told("settings.from_to", what=what, least=least, most=most)
    if least is not None and "lt" in bounds:
        return Told("settings.from_below", what=what, least=least, most=bounds["lt"])
    if "gt" in bounds and most is not None:
        return Told("settings.above_to", what=what, least=bounds["gt"], most=most)
    if least is not None:
        return Told("settings.from_on", what=what, least=least)
    return Told("settings.up_to", what=what, most=most) if most is not None else what


_PLAIN: Final[Mapping[Any, Told]] = {
    str: Told("settings.a_text"),
    bool: Told("settings.true_or_false"),
    timedelta: Told("settings.a_length_of_time"),
    date: Told("settings.a_day"),
    SecretStr: Told("settings.a_secret"),
}
"""What is written for each plain type."""
