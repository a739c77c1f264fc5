"""Decides which system a connection's name stands for, from what was proven before; pure, so that each case is tested.

A system gets its lasting id at its first proof: the name of the connection through which it was met, or that name with
``~2``, ``~3`` where another system has it. Links, intents, locks, cursors and stories are named by that id.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from relay.errors import OtherSystem
from words.told import Told, Value

SUCCESSOR: Final = "~"
"""Stands in the id of a system that came after another under one name; no name in relay.yaml can hold it."""


@dataclass(frozen=True, slots=True)
class KnownSystem:
    """What is kept of a system: keyed hashes of its identity and of its books, and its parts as they may be shown.

    ``mark`` is empty while the system was only ever met by a version of the relay that did not ask.
    """

    vendor: str
    mark: str = ""
    books: frozenset[str] = frozenset()
    shown: Mapping[str, str] = field(default_factory=dict)
    can_be_asked: bool = True

    def is_the_same_as(self, other: "KnownSystem") -> bool:
        """Whether both are one system: equal marks, and books in common unless one of them shows none."""
        apart = self.books and other.books and self.books.isdisjoint(other.books)
        return self.mark == other.mark and not apart

    def __str__(self) -> str:
        return ", ".join(f"{name} {text}" for name, text in self.shown.items()) or self.vendor


@dataclass(frozen=True, slots=True)
class Pointer:
    """Where a connection's name points. ``prefixes`` are by system id: the present one first, then the former."""

    system: str
    prefixes: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Register:
    """All systems by id, all connections by name, and in each target which source a reference prefix belongs to."""

    systems: Mapping[str, KnownSystem] = field(default_factory=dict)
    connections: Mapping[str, Pointer] = field(default_factory=dict)
    references: Mapping[str, str] = field(default_factory=dict)

    def system_of(self, connection: str) -> str:
        """The id that the name points at; the name itself where nothing is known."""
        pointer = self.connections.get(connection)
        return connection if pointer is None else pointer.system

    def prefixes_of(self, connection: str) -> Sequence[str]:
        """The prefixes of the connection's documents, the present one first; none where nothing is known."""
        pointer = self.connections.get(connection)
        return () if pointer is None else pointer.prefixes.get(pointer.system, ())


def adopt(names: Mapping[str, str]) -> Register:
    """The register of a state that an earlier version filled: each connection keeps what stands under its own name.

    ``names`` are the connections with their vendors. Which systems they are is learnt when each is first asked.
    """
    return Register(
        systems={name: KnownSystem(vendor) for name, vendor in names.items()},
        connections={name: Pointer(name) for name in names},
    )


def place_system(register: Register, name: str, seen: KnownSystem) -> Register:
    """The register once ``name`` was seen to be this system. Raises OtherSystem where it stood for another one.

    A new name for a system that is known keeps its id, and so all its links. A sender that comes to be posted to is
    the same system, from then on known by its address; what is known of that stays though it is posted to no more.
    """
    pointer = register.connections.get(name)
    if pointer is None:
        known_as = _find_known(register, seen)
        system = known_as or _free_id(register, name)
        return _learn(replace(register, connections={**register.connections, name: Pointer(system)}), system, seen)
    known = register.systems[pointer.system]
    if known.vendor == seen.vendor and known.mark and known.can_be_asked and not seen.can_be_asked:
        return register
    comes_to_tell = known.vendor == seen.vendor and not known.can_be_asked and seen.can_be_asked
    if comes_to_tell and _find_known(register, seen) in {None, pointer.system}:
        return _learn(register, pointer.system, seen)
    if known.mark and not known.is_the_same_as(seen):
        told = Told("systems.another", connection=name, seen=str(seen), known=str(known))
        if _find_known(register, seen):
            told = Told("systems.another_known", connection=name, seen=str(seen), known=str(known))
        raise OtherSystem(told)
    return _learn(register, pointer.system, seen)


def replace_system(register: Register, name: str, seen: KnownSystem, *, keep_links: bool = False) -> Register:
    """The register with ``name`` standing for the system seen: one that is known, or a new one beside the old.

    ``keep_links``: it is the old one in spite of all, such as a company that was registered anew.
    """
    pointer = register.connections.get(name, Pointer(name))
    if keep_links:
        return replace(register, systems={**register.systems, pointer.system: seen})
    system = _find_known(register, seen) or _free_id(register, name)
    pointed = replace(register, connections={**register.connections, name: replace(pointer, system=system)})
    return _learn(pointed, system, seen)


def register_prefix(register: Register, name: str, prefix: str, in_use: Collection[str]) -> Register:
    """The register with the reference prefix of a connection. Raises OtherSystem where the prefix was changed.

    ``in_use`` are the connections in the settings. A connection with another name that points at the same system and is
    no longer in the settings counts as this one before it was renamed.
    """
    mine = _own_prefixes(register, name, prefix, in_use) or (prefix,)
    if mine[0] != prefix:
        raise OtherSystem(
            Told(
                "systems.another_prefix",
                connection=name,
                before=_describe_prefix(mine[0]),
                now=_describe_prefix(prefix),
            )
        )
    return _set_prefixes(register, name, mine)


def change_prefix(register: Register, name: str, prefix: str, in_use: Collection[str]) -> Register:
    """The register in which ``prefix`` counts from now on; the former ones are looked for as well, for good."""
    former = [one for one in _own_prefixes(register, name, prefix, in_use) if one != prefix]
    return _set_prefixes(register, name, (prefix, *former))


def register_reference(
    register: Register, source: str, target: str, kind: str, prefix: str, in_use: Collection[str]
) -> Register:
    """The register in which references with a prefix, in the target of that connection, belong to the source's system.

    Raises OtherSystem where they belong to another: two documents would have one reference there. ``in_use`` are the
    names in the settings: a sender that cannot be asked gives its prefix up when it is there no more.
    """
    target_id, source_id = register.system_of(target), register.system_of(source)
    pointed_at = {register.system_of(name) for name in in_use}
    place = f"{target_id} {kind} "
    for key, holder in register.references.items():
        if not key.startswith(place) or holder == source_id or not _meet(key.removeprefix(place), prefix.casefold()):
            continue
        askable = [register.systems[one].can_be_asked for one in (holder, source_id) if one in register.systems]
        if any(askable) or holder in pointed_at:
            raise OtherSystem(
                Told(
                    "systems.prefix_in_use",
                    source=source,
                    target=target,
                    prefix=_describe_prefix(prefix),
                    holder=_words(register, holder),
                    same=_words(register, source_id),
                )
            )
    return replace(register, references={**register.references, f"{place}{prefix.casefold()}": source_id})


def forget_marks(register: Register) -> Register:
    """The register under a new index key: ids stay, and each system is learnt again when it is next asked."""
    systems = {name: replace(known, mark="", books=frozenset()) for name, known in register.systems.items()}
    return replace(register, systems=systems)


def _find_known(register: Register, seen: KnownSystem) -> str | None:
    """The id under which this system is known already."""
    return next((name for name, known in register.systems.items() if known.mark and known.is_the_same_as(seen)), None)


def _free_id(register: Register, name: str) -> str:
    """The name, or the name with the first number that no system has."""
    number, free = 1, name
    while free in register.systems:
        number += 1
        free = f"{name}{SUCCESSOR}{number}"
    return free


def _learn(register: Register, system: str, seen: KnownSystem) -> Register:
    """The register with what was seen now; books that were seen before stay known, as years come and go."""
    known = register.systems.get(system, seen)
    books = known.books | seen.books if known.mark else seen.books
    return replace(register, systems={**register.systems, system: replace(seen, books=books)})


def _own_prefixes(register: Register, name: str, prefix: str, in_use: Collection[str]) -> Sequence[str]:
    """The prefixes of a connection: its own, or those it had under a name that is no more in the settings."""
    system = register.system_of(name)
    if mine := register.prefixes_of(name):
        return mine
    left = [
        former.prefixes[system]
        for other, former in register.connections.items()
        if other not in in_use and former.system == system and system in former.prefixes
    ]
    return next((one for one in left if one[0] == prefix), left[0] if left else ())


def _set_prefixes(register: Register, name: str, prefixes: Sequence[str]) -> Register:
    pointer = register.connections[name]
    pointer = replace(pointer, prefixes={**pointer.prefixes, pointer.system: tuple(prefixes)})
    return replace(register, connections={**register.connections, name: pointer})


def _meet(one: str, other: str) -> bool:
    """Whether two prefixes may make one reference: as in a settings file, but that none meets only none."""
    if not one or not other:
        return one == other
    return one.startswith(other) or other.startswith(one)


def _words(register: Register, system: str) -> str:
    known = register.systems.get(system)
    return f"{system} ({known})" if known is not None and known.shown else system


def _describe_prefix(prefix: str) -> Value:
    return repr(prefix) if prefix else Told("systems.no_prefix")
