"""Finds the organisation or person that a written record means, by the way of comparing that the record asks for.

Sources: AFASSoftware/OASContent OpenApiSpecs/profit/en (MatchOga, MatchPer); rmuit/PracticalAfas update-contacts.md.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from handlers.sandboxes.afas.addresses import AddressBook
from handlers.sandboxes.afas.payloads import Record
from handlers.sandboxes.afas.refusals import RefusedError, Text
from handlers.sandboxes.afas.tables import Stored

Party = dict[str, Stored]
"""An organisation or person by AFAS's field names; ``Adr`` and ``Pad`` are numbers of addresses."""

BY_NUMBER, BY_PARENT = "0", "9"
_NAME = ("LaNm", "Is", "In", "ViGe")


@dataclass(frozen=True, slots=True)
class PartyKind:
    """What differs between organisations and persons. ``ways`` are the fields that a code compares."""

    name: str
    kind: str
    match: str
    always_new: str
    title: str
    title_label: str
    label: str
    ways: Mapping[str, tuple[str, ...]]


ORGANISATION = PartyKind(
    "KnOrganisation",
    "ORG",
    "MatchOga",
    "6",
    "Nm",
    "Naam",
    "Organisatie",
    {"1": ("CcNr",), "2": ("FiNr",), "3": ("Nm",), "4": ("Adr",), "5": ("Pad",)},
)
PERSON = PartyKind(
    "KnPerson",
    "PER",
    "MatchPer",
    "7",
    "LaNm",
    "Achternaam",
    "Persoon",
    {
        "1": ("SoSe",),
        "2": _NAME,
        "3": (*_NAME, "EmAd"),
        "4": (*_NAME, "MbNr"),
        "5": (*_NAME, "TeNr"),
        "6": (*_NAME, "DaBi"),
    },
)
KINDS = {kind.name: kind for kind in (ORGANISATION, PERSON)}


def find_party(
    parties: Mapping[str, Party], record: Record, attached: Party | None, address_of: Callable[[Record, str], Stored]
) -> Party | None:
    """The party that is meant, None for a new one. Raises RefusedError where there are several, or none and must be.

    ``attached`` is the one that already hangs on the parent; ``address_of`` gives the number of an address in the
    record, where it is known.
    """
    kind = KINDS[record.name]
    way = record.text(kind.match) or (BY_NUMBER if record.text("BcCo") else BY_PARENT)
    if way == kind.always_new:
        return None
    if way == BY_PARENT:
        if attached is None:
            raise RefusedError(500, Text.MISSING, "Nummer")
        return attached
    if way == BY_NUMBER:
        return _find_by_number(parties, record, kind)
    wanted = [_read_wanted(record, name, address_of) for name in kind.ways[way]]
    if not any(wanted):
        return None
    found = [one for one in _of(parties.values(), kind) if [_plain(one.get(name)) for name in kind.ways[way]] == wanted]
    if len(found) > 1:
        raise RefusedError(500, Text.SEVERAL, kind.label)
    return found[0] if found else None


def _find_by_number(parties: Mapping[str, Party], record: Record, kind: PartyKind) -> Party | None:
    number = record.text("BcCo")
    if not number:
        raise RefusedError(500, Text.MISSING, "Nummer")
    found = parties.get(number)
    if found is not None and found["kind"] == kind.kind:
        return found
    if found is None and record.fields.get("AutoNum") is False:
        return None
    raise RefusedError(500, Text.NO_VALUE, "Nummer")


def _of(parties: Iterable[Party], kind: PartyKind) -> list[Party]:
    return [party for party in parties if party["kind"] == kind.kind]


def _read_wanted(record: Record, name: str, address_of: Callable[[Record, str], Stored]) -> str:
    return _plain(address_of(record, name) if name in {"Adr", "Pad"} else record.fields.get(name))


def _plain(value: Stored) -> str:
    return "" if value is None else str(value).casefold().strip()


def known_address(addresses: AddressBook) -> Callable[[Record, str], Stored]:
    """Look a record's visiting (``Adr``) or postal (``Pad``) address up among those that are kept."""

    def number(record: Record, slot: str) -> Stored:
        held = record.under(f"KnBasicAddress{slot}")
        return addresses.find(held[0]) if held else None

    return number
