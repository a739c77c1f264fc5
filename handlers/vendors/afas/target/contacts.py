"""Finds, makes and changes the contacts of organisations: their departments, and the persons who work there."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from handlers.contracts.customers import FoundContact
from handlers.contracts.parties import Party
from handlers.contracts.records import Fields, NotThere
from handlers.vendors.afas.client import Row
from handlers.vendors.afas.source.columns import Column
from handlers.vendors.afas.target.addresses import owner_of
from handlers.vendors.afas.target.books import BooksTarget, equal, text_of
from handlers.vendors.afas.target.customer_presets import MADE_ONCE
from handlers.vendors.afas.target.lookup_columns import ContactColumns
from handlers.vendors.afas.target.party_drafting import CustomerDrafting
from handlers.vendors.afas.target.party_presets import CONTACT
from handlers.vendors.afas.target.writes import change_contact, change_person, new_contact
from mapping.documents.customer import Contact
from mapping.problems import Problem
from relay.errors import Hold
from words.told import Told

_OWN = f"{CONTACT}.KnContact"
_PERSON = f"{_OWN}.KnPerson"

PERSON, DEPARTMENT = "PRS", "AFD"
"""The kinds of contacts that are no delivery address."""

_PLACES: Mapping[str, str] = MappingProxyType(
    {
        "department": f"{_OWN}.ExAd",
        "email": f"{_OWN}.EmAd",
        "phone": f"{_OWN}.TeNr",
        "mobile": f"{_OWN}.MbNr",
        "first_name": f"{_PERSON}.FiNm",
        "initials": f"{_PERSON}.In",
        "infix": f"{_PERSON}.Is",
        "last_name": f"{_PERSON}.LaNm",
    }
)
"""For our words for columns the fields of a contact, by place."""


class Contacts(BooksTarget):
    """Implements ``handlers.contracts.customers.ContactTarget``, where each method's contract stands.

    A person who is a debtor has no contacts in AFAS. A contact is changed in two calls where something of the person
    behind it changes too; both may be repeated.
    """

    _drafting: CustomerDrafting

    @property
    def keeps_contacts(self) -> bool:
        """Whether the settings name a connector that shows them."""
        return self._books.settings.lookups.contacts is not None

    def check_contact(self, party: Party, contact: Contact) -> Sequence[Problem]:
        """All that AFAS would refuse of a contact, without a call."""
        return self._drafting.check_contact(party, contact)

    def contact_fields(self, party: Party, contact: Contact) -> Fields:
        """The contact's fields by place. Raises Hold where the mapping cannot fill them."""
        return self._drafting.contact(party, contact)

    async def find_contacts(self, debtor: str) -> Sequence[FoundContact]:
        """The persons and departments of a debtor's organisation, blocked ones too. Raises Hold as making one does."""
        kind, party = await owner_of(self._books, debtor)
        columns = self._books.settings.lookups.contact_columns
        rows = await self._rows(columns.organisation, party) if kind == "ORG" else []
        return [read_contact(row, columns) for row in rows if kind_of_contact(row, columns) in {PERSON, DEPARTMENT}]

    async def create_contact(self, debtor: str, fields: Fields) -> str | None:
        """Make a contact under the debtor's organisation. None: AFAS answers without its number."""
        kind, party = await owner_of(self._books, debtor)
        if kind != "ORG":
            raise Hold(Told("afas.contact_of_a_person_debtor", debtor=debtor))
        return await self._books.send(new_contact(fields, party, self._books.settings.writing))

    async def update_contact(self, debtor: str, number: str, fields: Fields) -> None:
        """Set these fields of a contact and of the person behind it; nothing to set is no call.

        The person's search name and gender stay as they are: a bookkeeper may have set them.
        """
        if not fields:
            return
        columns = self._books.settings.lookups.contact_columns
        row = next(iter(await self._rows(columns.number, number)), None)
        if row is None:
            raise NotThere(Told("afas.contact_not_shown", debtor=debtor, contact=number))
        of_person = {place.rpartition(".")[2]: value for place, value in fields.items() if place.startswith(_PERSON)}
        of_person = {name: value for name, value in of_person.items() if name not in MADE_ONCE}
        person = text_of(columns.translate(row), "person")
        if _is_named(of_person, read_contact(row, columns).name):
            of_person = {}
        if of_person:
            await self._require_person(number, person)
        writing, today = self._books.settings.writing, self.today()
        own = {
            place.removeprefix(f"{CONTACT}."): value for place, value in fields.items() if not place.startswith(_PERSON)
        }
        if own:
            await self._books.send(change_contact(number, kind_of_contact(row, columns), own, writing, today))
        if of_person:
            await self._books.send(change_person(person, of_person, writing, today))

    async def _require_person(self, number: str, person: str) -> None:
        """Raise Hold where no person is behind a contact, or one who is a contact of another organisation too."""
        if not person:
            raise Hold(Told("afas.contact_is_a_department", contact=number))
        columns = self._books.settings.lookups.contact_columns
        rows = [columns.translate(row) for row in await self._rows(columns.person, person)]
        if len({text_of(words, "organisation") for words in rows} - {""}) > 1:
            contacts = sorted({text_of(words, "number") for words in rows})
            raise Hold(Told("afas.contact_person_is_shared", contact=number, contacts=contacts))

    async def _rows(self, column: Column, value: str) -> list[Row]:
        lookups = self._books.settings.lookups
        if lookups.contacts is None:
            return []
        columns = lookups.contact_columns
        return await self._books.rows(lookups.contacts, columns, columns.number, equal(column, [value]))


def read_contact(row: Row, columns: ContactColumns) -> FoundContact:
    """The contact in a row of the GetConnector: its fields by place, as far as columns show them.

    A person's name is put together where columns have its parts: AFAS's own may be ``Vries, A. de``.
    """
    words, named = columns.translate(row), dict(columns)
    parts = [text_of(words, word) for word in ("first_name", "infix", "last_name")]
    person = " ".join(filter(None, parts)) if parts[0] and parts[-1] else text_of(words, "full_name")
    return FoundContact(
        number=text_of(words, "number"),
        fields={place: text_of(words, word) for word, place in _PLACES.items() if named.get(word) in row},
        name=person or text_of(words, "department"),
        email=text_of(words, "email"),
    )


def _is_named(of_person: Mapping[str, Any], shown: str) -> bool:
    """Whether a person is to have the name that is shown of them already: then nothing of them changes.

    A connector may show the whole name and none of its parts, so that each of these seems to differ.

    >>> _is_named({"FiNm": "Eva", "Is": "van den", "LaNm": "Berg", "SeNm": "BERG"}, "Eva van den Berg")
    True
    >>> _is_named({"LaNm": "Jansen"}, "Eva van den Berg"), _is_named({"Is": "van"}, "Eva van den Berg")
    (False, False)
    """
    names = [str(of_person.get(name) or "") for name in ("FiNm", "Is", "LaNm")]
    return bool(names[-1]) and " ".join(filter(None, names)).casefold() == shown.casefold()


def kind_of_contact(row: Row, columns: ContactColumns) -> str:
    """``PRS`` for a person, ``AFD`` for a department, ``AFL`` for a delivery address."""
    return text_of(columns.translate(row), "kind").upper()
