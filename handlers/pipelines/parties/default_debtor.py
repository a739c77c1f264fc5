"""Decides on whom a customer is booked without looking for anybody: linked by hand, or the debtor who stands in."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from handlers.contracts.parties import Party
from handlers.pipelines.parties.completeness import find_debtor_problems, find_delivery_problems, find_email_problem
from handlers.pipelines.parties.identifiers import list_kinds, marks_of
from handlers.pipelines.parties.settings import PartySettings
from mapping.problems import Problem
from words.told import Told


@dataclass(frozen=True, slots=True)
class Placed:
    """The party with its debtor, where one is decided; all that is wrong with it, and notes for the story.

    ``left_out`` says why the settings leave the document out, where they do.
    """

    party: Party
    problems: tuple[Problem, ...] = ()
    notes: tuple[Told, ...] = ()
    left_out: Told | None = None


def place(party: Party, settings: PartySettings, linked: str | None, default: str | None, why: str) -> Placed:
    """The party with its debtor and delivery address, as far as they are decided without looking for anybody.

    ``linked`` is the customer's debtor by hand, who goes before ``default``: the one chosen by the setting ``why``.
    """
    problems = [wrong] if (wrong := find_email_problem(party.customer)) is not None else []
    notes: list[Told] = []
    if missing := find_delivery_problems(party):
        if settings.incomplete.delivery_address == "hold":
            problems += missing
        else:
            party = replace(party, shipping=None)
            notes.append(Told("parties.no_delivery_address", fields=_fields(missing)))
    if linked is not None:
        party = replace(party, debtor=linked)
        notes.append(Told("parties.linked_by_hand", number=linked))
    elif default is not None:
        party = party.booked_on(default)
        notes.append(Told("parties.added_by_setting", number=default, setting=why))
    elif party.lacks and not list_kinds(marks_of(party, settings.customer)):
        return place_incomplete(party, settings, tuple(problems), tuple(notes))
    return Placed(party, tuple(problems), tuple(notes))


def place_incomplete(
    party: Party, settings: PartySettings, problems: tuple[Problem, ...] = (), notes: tuple[Told, ...] = ()
) -> Placed:
    """What becomes of a party who is nobody we know, and lacks something: by the settings.

    Booked on the default debtor where there is one, else held with each field that lacks, or left out.
    """
    fields = _fields(party.lacks)
    rule = settings.incomplete.customer
    if rule == "skip":
        return Placed(party, problems, notes, left_out=Told("parties.left_out", fields=fields))
    number = stand_in(party, settings) if rule == "default_debtor" else None
    if number is None:
        return Placed(party, (*problems, *party.lacks), notes)
    note = Told("parties.stands_in", number=number, why=fields)
    return Placed(party.booked_on(number), problems, (*notes, note))


def default_debtor(party: Party, settings: PartySettings) -> str | None:
    """The debtor for every customer, or for one with nothing to be recognised by; None where the settings name none."""
    nobody = not list_kinds(marks_of(party, settings.customer))
    complete = not find_debtor_problems(party) or settings.incomplete.customer == "default_debtor"
    return stand_in(party, settings) if settings.default_debtor.force or (nobody and complete) else None


def stand_in(party: Party, settings: PartySettings) -> str | None:
    """The debtor who stands in for such a customer, by shop and country; None where there is none."""
    return settings.default_debtor.number(party.ship_to.country, party.store)


def _fields(problems: Sequence[Problem]) -> list[Told]:
    """What is wrong with each field, without what to do."""
    return [Told("parties.field", path=one.path, rule=one.wrong) for one in problems]
