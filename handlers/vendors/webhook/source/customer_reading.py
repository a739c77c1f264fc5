"""What both shops have in common where a customer is worked out: whose name counts, and which address is the main one.

Shops hold several addresses and names of a customer, of which some are empty and some are signs only. A target has one
of each. What nothing is known of is left out, so that it changes nothing in the books.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeGuard

from mapping.functions import is_empty

Place = Mapping[str, Any]
"""An address as a shop has it, with the names of who lives there."""


@dataclass(frozen=True, slots=True)
class AddressFields:
    """By which names a shop's addresses tell where they are."""

    lines: tuple[str, ...]
    postcode: str
    country: str
    city: str = "city"

    def is_whole(self, place: Any) -> TypeGuard[Place]:
        """Whether it says where it is: a line and a city. Half the world has no postcodes."""
        return self.is_given(place) and self._has_line(place) and not is_empty(place.get(self.city))

    def is_given(self, place: Any) -> TypeGuard[Place]:
        """Whether it says anything of a place besides the country."""
        if not isinstance(place, Mapping):
            return False
        return self._has_line(place) or not (is_empty(place.get(self.city)) and is_empty(place.get(self.postcode)))

    def are_one(self, one: Place, other: Place) -> bool:
        """Whether two are the same place, whoever lives there."""
        names = (*self.lines, self.postcode, self.city, self.country)
        return all(_folded(one.get(name)) == _folded(other.get(name)) for name in names)

    def choose(self, candidates: Sequence[tuple[str, Any]]) -> tuple[str, Place] | None:
        """The first that says where it is, else the first that says anything of it, with its path."""
        given = [pair for pair in candidates if self.is_given(pair[1])]
        whole = [pair for pair in given if self.is_whole(pair[1])]
        return next(iter((*whole, *given)), None)

    def _has_line(self, place: Place) -> bool:
        return any(not is_empty(place.get(name)) for name in self.lines)


def choose_person(candidates: Iterable[tuple[str, Any]]) -> tuple[str, dict[str, Any]] | None:
    """First and last name from the first that has either, with its path; names are never put together of two places.

    A name without a letter or digit in it, such as a dash, is none.

    >>> choose_person([("", {"first_name": "-", "last_name": None}), ("default_address", {"last_name": "Bakker"})])
    ('default_address', {'last_name': 'Bakker'})
    """
    for path, place in candidates:
        if isinstance(place, Mapping):
            names = {name: _name(place[name]) for name in ("first_name", "last_name") if name in place}
            if any(not is_empty(name) for name in names.values()):
                return path, names
    return None


def first_said(name: str, places: Sequence[Any]) -> dict[str, Any]:
    """A field from the first place that fills it, else from the first that has it; nothing where none has it.

    >>> first_said("phone", [{"phone": None}, {"phone": "020"}]), first_said("phone", [{"phone": ""}, None, {}])
    ({'phone': '020'}, {'phone': ''})
    """
    found = [place[name] for place in places if isinstance(place, Mapping) and name in place]
    filled = [value for value in found if not is_empty(value)]
    return {name: (*filled, *found)[0]} if found else {}


def name_receiver(place: Place, own: Place) -> dict[str, Any]:
    """Who receives what goes to an address, where that is not the customer, whose own address is the other."""
    receiver = _called(place)
    return {"receiver": receiver} if receiver and _folded(receiver) != _folded(_called(own)) else {}


def _called(place: Place) -> str:
    """The company, else the person at an address."""
    company, first, last = (place.get(name) for name in ("company", "first_name", "last_name"))
    if isinstance(company, str) and company.strip():
        return company.strip()
    return " ".join(part.strip() for part in (first, last) if isinstance(part, str) and part.strip())


def _name(value: Any) -> Any:
    return None if isinstance(value, str) and not any(map(str.isalnum, value)) else value


def _folded(value: Any) -> str:
    return "".join(str(value).split()).casefold() if isinstance(value, str | int) else ""
