"""Where a debtor's contacts are: on the debtor itself, since no public page names an object for contact persons."""

from collections.abc import Sequence

from handlers.contracts.customers import FoundContact
from handlers.contracts.parties import Party
from handlers.contracts.records import Fields
from handlers.vendors.accountview.target.books import BooksTarget
from mapping.documents.customer import Contact
from mapping.problems import Problem
from relay.errors import Hold
from words.told import Told


class Contacts(BooksTarget):
    """Implements ``handlers.contracts.customers.ContactTarget``, where each method's contract stands.

    The main contact's name and e-mail address are columns of the debtor; who asks for another record is told so.
    """

    @property
    def keeps_contacts(self) -> bool:
        """No: MAIN_CONT and MC_MAILB hold the main one."""
        return False

    def check_contact(self, party: Party, contact: Contact) -> Sequence[Problem]:  # noqa: ARG002 - the contract's
        """Nothing of a contact is written by itself."""
        return ()

    def contact_fields(self, party: Party, contact: Contact) -> Fields:  # noqa: ARG002 - the contract's
        """Nothing beside what the debtor holds."""
        return {}

    async def find_contacts(self, debtor: str) -> Sequence[FoundContact]:  # noqa: ARG002 - the contract's
        """None are records of their own."""
        return ()

    async def create_contact(self, debtor: str, fields: Fields) -> str | None:  # noqa: ARG002 - the contract's
        """Raise Hold: there is nothing to make."""
        raise Hold(Told("accountview.contacts_on_debtor"))

    async def update_contact(self, debtor: str, number: str, fields: Fields) -> None:  # noqa: ARG002 - the contract's
        """Raise Hold: there is nothing to change."""
        raise Hold(Told("accountview.contacts_on_debtor"))
