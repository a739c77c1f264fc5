"""Tells of a name that stands where the models know none: the name that was meant, or the place where it belongs."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from difflib import SequenceMatcher
from typing import Final, NamedTuple, TypeAlias

from pydantic import BaseModel

from mapping.suggestions import did_you_mean
from relay.settings.findings import Finding, Path, path_text
from relay.settings.kinds import Kind, kind_of, models_in, names_of, step_into
from relay.settings.names import listed
from words.told import Told

_CLOSE: Final = 0.8
"""From here on a name is a slip of the keyboard, though another place may have one that is spelt just so."""

_MOST_PLACES: Final = 3
_DEEPEST: Final = 6


class Meant(NamedTuple):
    """A place where a name belongs, what belongs there, and how it is told; ``vendor`` where only that one has it."""

    path: Path
    kind: Kind
    told: str
    vendor: str = ""


class Unknown(NamedTuple):
    """What is said of an unknown name; ``kind`` is what it was meant for, None where nobody knows."""

    finding: Finding
    kind: Kind | None


Root: TypeAlias = tuple[Path, type[BaseModel], str]
"""A model, where it stands, and the vendor that it belongs to, or nothing."""

Places: TypeAlias = Callable[[], Mapping[str, list[Meant]]]
"""Gives the places of every name that relay.yaml knows; made only where a name is unknown."""


def unknown_name(path: Path, model: type[BaseModel] | None, places: Places, taken: Collection[str]) -> Unknown:
    """What to say of a name that its model does not know. ``taken`` are the names beside it: it cannot mean those."""
    name, names = str(path[-1]), [] if model is None else names_of(model)
    nearest = did_you_mean(name, [one for one in names if one not in taken])
    if nearest is not None and (nearest.startswith(f"{name}_") or _likeness(name, nearest) >= _CLOSE):
        return _near(path, model, nearest)
    named = places().get(name, [])
    others = [place for place in named if place.vendor and _is_same(place.path, path)]
    if others:
        told = Told("settings.of_other_vendors", vendors=sorted({place.vendor for place in others}))
        secret = next((place.kind for place in others if place.kind.is_secret), None)
        return Unknown(Finding("error", path, told), secret or others[0].kind)
    elsewhere = _related(path, [place for place in named if not _is_same(place.path, path)])
    if elsewhere:
        told = Told("settings.belongs_elsewhere", places=[place.told for place in elsewhere])
        secret = next((place.kind for place in elsewhere if place.kind.is_secret), None)
        return Unknown(Finding("error", path, told), secret or elsewhere[0].kind)
    nearest = nearest or did_you_mean(name, names)
    if nearest is not None:
        return _near(path, model, nearest)
    told = Told("settings.unknown_name", known=listed(sorted(names)))
    return Unknown(Finding("error", path, told, allowed=tuple(sorted(names))), None)


def _likeness(name: str, other: str) -> float:
    return SequenceMatcher(None, name.casefold(), other.casefold()).ratio()


def _near(path: Path, model: type[BaseModel] | None, nearest: str) -> Unknown:
    told = Told("settings.unknown_near", nearest=repr(nearest))
    return Unknown(Finding("error", path, told, nearest=nearest), step_into(kind_of(model), nearest))


def _related(path: Path, places: list[Meant]) -> list[Meant]:
    """The places that a name may have been meant for: those in its own part of the file, else all, if they are few."""
    is_deep = len(path) > len(("connections", "NAME", "setting"))
    places = [place for place in places if not (is_deep and place.vendor)]
    mine = [place for place in places if place.path[:1] == path[:1]]
    shortest = sorted(mine or places, key=lambda place: len(place.path))[:_MOST_PLACES]
    return shortest if mine or len(places) <= _MOST_PLACES else []


def _is_same(place: Path, path: Path) -> bool:
    return len(place) == len(path) and all(one in {other, "NAME", 0} for one, other in zip(place, path, strict=True))


def places_in(roots: Iterable[Root]) -> dict[str, list[Meant]]:
    """The places of all names in these models, by name; of two that are told alike the first."""
    found: dict[str, dict[tuple[Path, str], Meant]] = {}
    for path, model, vendor in roots:
        for place, kind in _below(path, model, ()):
            told = path_text(place) + (f" ({vendor})" if vendor else "")
            named = found.setdefault(str(place[-1]), {})
            if (place, "") not in named:
                named.setdefault((place, vendor), Meant(place, kind, told, vendor))
    return {name: list(places.values()) for name, places in found.items()}


def _below(path: Path, model: type[BaseModel], above: tuple[type, ...]) -> Iterator[tuple[Path, Kind]]:
    if model in above or len(above) > _DEEPEST:
        return
    for name, field in model.model_fields.items():
        written = field.alias or name
        yield (*path, written), kind_of(field.annotation, None, field)
        for inside, inner in models_in(field.annotation):
            yield from _below((*path, written, *inside), inner, (*above, model))
