"""Decides on whom a customer is booked without looking for anybody: linked by hand, or the debtor who stands in."""

from dataclasses import dataclass, replace

from handlers.contracts.parties import Party
from handlers.pipelines.parties.completeness import lacking_for_debtor, lacking_for_delivery, wrong_email
from handlers.pipelines.parties.identifiers import given, marks_of
from handlers.pipelines.parties.settings import PartySettings
from mapping.problems import Problem


@dataclass(frozen=True, slots=True)
class Placed:
    """The party with its debtor, where one is decided; all that is wrong with it, and notes for the story.

    ``left_out`` says why the settings leave the document out, where they do.
    """

    party: Party
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    left_out: str | None = None


def place(party: Party, settings: PartySettings, linked: str | None, default: str | None, why: str) -> Placed:
    """The party with its debtor and delivery address, as far as they are decided without looking for anybody.

    ``linked`` is the customer's debtor by hand, who goes before ``default``: the one chosen by the setting ``why``.
    """
    problems = [wrong] if (wrong := wrong_email(party.customer)) is not None else []
    notes: list[str] = []
    if missing := lacking_for_delivery(party):
        if settings.incomplete.delivery_address == "hold":
            problems += missing
        else:
            party = replace(party, shipping=None)
            notes.append(f"no delivery address: {', '.join(f'{one.path} {one.rule}' for one in missing)}")
    if linked is not None:
        party = replace(party, debtor=linked)
        notes.append(f"debtor {linked} linked by hand")
    elif default is not None:
        party = party.booked_on(default)
        notes.append(f"debtor {default} added by setting {why}")
    elif party.lacks and not given(marks_of(party, settings.customer)):
        return unplaced(party, settings, tuple(problems), tuple(notes))
    return Placed(party, tuple(problems), tuple(notes))


def unplaced(
    party: Party, settings: PartySettings, problems: tuple[Problem, ...] = (), notes: tuple[str, ...] = ()
) -> Placed:
    """What becomes of a party who is nobody we know, and lacks something: by the settings.

    Booked on the default debtor where there is one, else held with each field that lacks, or left out.
    """
    told = ", ".join(f"{one.path} {one.rule}" for one in party.lacks)
    rule = settings.incomplete.customer
    if rule == "skip":
        return Placed(party, problems, notes, left_out=f"left out by setting incomplete.customer: {told}")
    number = stand_in(party, settings) if rule == "default_debtor" else None
    if number is None:
        return Placed(party, (*problems, *party.lacks), notes)
    note = f"debtor {number} added by setting default_debtor: {told}"
    return Placed(party.booked_on(number), problems, (*notes, note))


def default_debtor(party: Party, settings: PartySettings) -> str | None:
    """The debtor for every customer, or for one with nothing to be recognised by; None where the settings name none."""
    nobody = not given(marks_of(party, settings.customer))
    complete = not lacking_for_debtor(party) or settings.incomplete.customer == "default_debtor"
    return stand_in(party, settings) if settings.default_debtor.force or (nobody and complete) else None


def stand_in(party: Party, settings: PartySettings) -> str | None:
    """The debtor who stands in for such a customer, by shop and country; None where there is none."""
    return settings.default_debtor.number(party.ship_to.country, party.store)
