"""Turns a party into AFAS's debtor, delivery address and contacts, and says beforehand what would be refused.

Orders and customers have one code path here: what a debtor becomes depends on the party alone.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from handlers.contracts.parties import Party
from handlers.contracts.records import Fields
from handlers.vendors.afas.settings import AfasConnection
from handlers.vendors.afas.target.checks import Naming, for_the_sender, write_problems
from handlers.vendors.afas.target.context import contact_context, party_context
from handlers.vendors.afas.target.customer_presets import CustomerMappings
from handlers.vendors.afas.target.nesting import flatten
from handlers.vendors.afas.target.party_presets import ADDRESS, PartyMappings, is_made_once
from handlers.vendors.afas.target.writes import Write, new_contact, new_debtor, new_organisation_address
from mapping.documents.customer import Contact
from mapping.problems import Problem, ToldRow
from mapping.rows.mapper import Context, Mapper
from mapping.rows.telling import tell_rows
from relay.errors import Hold
from words.told import Told

DEBTOR = "DbId"
"""The debtor's number beside a delivery address's own fields."""

_COMPARED = tuple(f"{ADDRESS}.KnBasicAddressAdr.{name}" for name in ("HmNr", "HmAd", "AdAd"))


class PartyDrafting:
    """A flow's mapping of parties under a connection's settings. Pure: the same party always gives the same fields."""

    def __init__(self, mappings: PartyMappings, settings: AfasConnection) -> None:
        self._parties = mappings
        self._settings = settings

    @property
    def rows(self) -> tuple[ToldRow, ...]:
        """Every row of the mapping, for a person."""
        return tell_rows(self._parties.merged)

    @property
    def notices(self) -> tuple[Told, ...]:
        """Which rows of the flow were written for another version of the presets."""
        return self._parties.merged.notices

    @property
    def emptied(self) -> frozenset[str]:
        """Fields that a row empties on purpose, which an insert sends empty all the same."""
        return self._parties.emptied

    @property
    def debtor_targets(self) -> frozenset[str]:
        """All fields of a debtor that rows fill, of organisations and persons."""
        return self._parties.debtor_targets

    @property
    def debtor_sources(self) -> Mapping[str, frozenset[str]]:
        """For each field of a debtor the paths that its row reads."""
        return self._parties.debtor_sources

    @property
    def debtor_writes(self) -> Mapping[str, str]:
        """Whether an update may write a field of a debtor; what is made together with its debtor is not changed."""
        made_once = dict.fromkeys(filter(is_made_once, self.debtor_targets), "create_only")
        return {**self._parties.organisation.writes, **self._parties.person.writes, **made_once}

    @property
    def debtor_clears(self) -> frozenset[str]:
        """The fields of a debtor whose rows say that an update empties them."""
        return self._parties.organisation.clears | self._parties.person.clears

    def check_debtor(self, party: Party) -> list[Problem]:
        """All that AFAS would refuse of a new debtor."""
        return self._problems(self._debtor_mapper(party), party_context(party, self._settings), party)

    def check_address(self, party: Party) -> list[Problem]:
        """All that AFAS would refuse of a delivery address."""
        return self._problems(self._parties.address, party_context(party, self._settings), party)

    def shortened_debtor(self, party: Party) -> Sequence[str]:
        """The debtor's fields whose text is too long, and is cut, moved or left out; by place."""
        return self._debtor_mapper(party).shortened(party_context(party, self._settings))

    def shortened_address(self, party: Party) -> Sequence[str]:
        """The delivery address's fields whose text is too long, and is cut, moved or left out; by place."""
        return self._parties.address.shortened(party_context(party, self._settings))

    def debtor(self, party: Party) -> Fields:
        """Fields by place: ``KnSalesRelationOrg.KnOrganisation.Nm``. Raises Hold where the mapping cannot fill them."""
        return flatten(self._apply(self._debtor_mapper(party), party_context(party, self._settings), party))

    def address(self, party: Party) -> Fields:
        """Fields by place, with the debtor's number. Raises Hold where the mapping cannot fill them.

        A house number and an addition that the address lacks are there as empty texts: 12 is another door than 12 A.
        """
        return {
            DEBTOR: party.debtor or "",
            **dict.fromkeys(_COMPARED, ""),
            **flatten(self._apply(self._parties.address, party_context(party, self._settings), party)),
        }

    def _debtor_mapper(self, party: Party) -> Mapper:
        return self._parties.organisation if party.customer.is_company else self._parties.person

    def _apply(self, mapper: Mapper, context: Context, party: Party, naming: Naming | None = None) -> dict[str, Any]:
        """The mapper's tables. Raises Hold with the problems that checking reports too."""
        tables, problems = mapper.apply(context)
        if not problems:
            return tables
        told = for_the_sender(problems, naming or Naming(party.customer))
        raise Hold(Told("afas.does_not_fit_mapping", document=party.document), problems=told)

    def _problems(
        self,
        mapper: Mapper,
        context: Context,
        party: Party,
        *,
        given_later: Collection[str] = (),
        naming: Naming | None = None,
    ) -> list[Problem]:
        """The problems of the mapping; where it has none, those of the call that it would make."""
        naming = naming or Naming(party.customer)
        tables, problems = mapper.apply(context)
        if problems:
            return for_the_sender(problems, naming)
        write = self._write(mapper, tables)
        return list(write_problems(write, self._parties.sources, naming, given_later=given_later))

    def _write(self, mapper: Mapper, tables: Mapping[str, Any]) -> Write:
        if mapper is self._parties.address:
            return new_organisation_address(flatten(tables), "", self._settings.writing)
        return new_debtor(flatten(tables), self._settings.writing, self.emptied)


class CustomerDrafting(PartyDrafting):
    """The mapping of a flow of customers: contacts are among what it fills."""

    def __init__(self, mappings: CustomerMappings, settings: AfasConnection) -> None:
        super().__init__(mappings, settings)
        self._contacts = mappings.contact

    def contact(self, party: Party, contact: Contact) -> Fields:
        """Fields by place: ``KnOrganisation.KnContact.EmAd``. Raises Hold where the mapping cannot fill them."""
        context = contact_context(party, contact, self._settings)
        return flatten(self._apply(self._contacts, context, party, _naming(party, contact)))

    def check_contact(self, party: Party, contact: Contact) -> list[Problem]:
        """All that AFAS would refuse of a contact."""
        naming = _naming(party, contact)
        if not party.customer.is_company:
            return [Problem(naming.contact, Told("afas.contact_of_a_person"), Told("afas.give_company_or_no_contact"))]
        context = contact_context(party, contact, self._settings)
        tables, problems = self._contacts.apply(context)
        if not contact.name or not (problems or flatten(tables)):  # an infix alone is no name, and no row fills it
            mend = Told("afas.give_last_name_or_department")
            return [Problem(naming.contact, Told("afas.contact_without_name"), mend)]
        return self._problems(self._contacts, context, party, naming=naming)

    def _write(self, mapper: Mapper, tables: Mapping[str, Any]) -> Write:
        if mapper is self._contacts:
            return new_contact(flatten(tables), "", self._settings.writing)
        return super()._write(mapper, tables)


def _naming(party: Party, contact: Contact) -> Naming:
    """How a contact's fields are told: by their place in the record; the customer's own person has none."""
    contacts = party.record.contacts if party.record is not None else ()
    places = (f"contacts[{place}]" for place, one in enumerate(contacts) if one.id == contact.id)
    return Naming(party.customer, contact=next(places, "customer"))
