"""Turns a party into the columns of a debtor and of a delivery address, and says beforehand what would be refused."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from handlers.contracts.parties import Party
from handlers.contracts.records import Fields
from handlers.vendors.accountview.settings import AccountViewConnection
from handlers.vendors.accountview.target.checks import for_the_sender, row_problems, shape_row
from handlers.vendors.accountview.target.context import party_context
from handlers.vendors.accountview.target.party_presets import PartyMappings
from mapping.problems import Problem, ToldRow
from mapping.rows.known_paths import paths_read
from mapping.rows.mapper import Context, Mapper
from mapping.rows.telling import tell_rows
from relay.errors import Hold
from words.told import Told


class PartyDrafting:
    """A flow's mapping under a connection's settings. Pure: the same party always gives the same columns."""

    def __init__(self, mappings: PartyMappings, settings: AccountViewConnection) -> None:
        self._mappings = mappings
        self._settings = settings

    def columns(self, table: str) -> tuple[str, ...]:
        """The columns of a table that the mapping fills."""
        return self._mappings.columns(table)

    def check_debtor(self, party: Party) -> Sequence[Problem]:
        """All that AccountView would refuse of a new debtor."""
        problems = self._debtor_problems(party_context(party, self._settings))
        return for_the_sender(problems, party.customer)

    def check_address(self, party: Party) -> Sequence[Problem]:
        """All that AccountView would refuse of a delivery address."""
        context = party_context(party, self._settings)
        return for_the_sender(self._problems(self._mappings.address, context, {"SUB_NR"}), party.customer)

    @property
    def debtor_writes(self) -> Mapping[str, str]:
        """For columns of CONTACT whose rows say so: whether an update of a debtor may write them."""
        return {target.partition(".")[2]: write for target, write in self._mappings.debtor.writes.items()}

    @property
    def debtor_clears(self) -> frozenset[str]:
        """The columns of CONTACT whose rows say that an update empties them."""
        return frozenset(target.partition(".")[2] for target in self._mappings.debtor.clears)

    @property
    def debtor_sources(self) -> Mapping[str, frozenset[str]]:
        """By column of CONTACT the paths that its row reads."""
        return {
            row.to.partition(".")[2]: paths_read(row)
            for row in self._mappings.merged.rows
            if row.to.startswith("CONTACT.")
        }

    @property
    def rows(self) -> tuple[ToldRow, ...]:
        """Every row of the mapping, for a person."""
        return tell_rows(self._mappings.merged)

    @property
    def notices(self) -> tuple[Told, ...]:
        """Rows written for another version of the presets, and settings of the flow that are not sent."""
        return self._mappings.notices

    def shortened_debtor(self, party: Party) -> Sequence[str]:
        """The columns of CONTACT whose text is too long, and is cut, moved or left out."""
        return self._mappings.debtor.shortened(party_context(party, self._settings))

    def shortened_address(self, party: Party) -> Sequence[str]:
        """The columns of DEL_ADDR whose text is too long, and is cut, moved or left out."""
        return self._mappings.address.shortened(party_context(party, self._settings))

    def debtor(self, party: Party) -> Fields:
        """The columns of CONTACT. Raises Hold where the mapping cannot fill them."""
        context = party_context(party, self._settings)
        return dict(self._map(self._mappings.debtor, context, party).get("CONTACT", {}))

    def address(self, party: Party) -> Fields:
        """The columns of DEL_ADDR. Raises Hold where the mapping cannot fill them."""
        context = party_context(party, self._settings)
        return dict(self._map(self._mappings.address, context, party).get("DEL_ADDR", {}))

    def _debtor_problems(self, context: Context) -> list[Problem]:
        return self._problems(self._mappings.debtor, context, {"SUB_NR"} if self._settings.auto_number else set())

    def _map(self, mapper: Mapper, context: Context, party: Party) -> dict[str, Any]:
        """The mapper's tables, shaped for sending. Raises Hold with the problems that checks report too."""
        tables, problems = mapper.apply(context)
        if not problems:
            return {name: self._shape(rows) for name, rows in tables.items()}
        told = for_the_sender(problems, party.customer)
        raise Hold(Told("accountview.does_not_fit_mapping", document=party.document), problems=told)

    def _shape(self, rows: Any) -> Any:
        if isinstance(rows, list):
            return [shape_row(row, self._settings) for row in rows]
        return shape_row(rows, self._settings)

    def _problems(
        self,
        mapper: Mapper,
        context: Context,
        given_later: Collection[str],
        places: Sequence[str] = (),
    ) -> list[Problem]:
        """The mapping's own problems; where it has none, those of the columns it fills."""
        tables, problems = mapper.apply(context)
        if problems:
            return problems
        for table in dict.fromkeys(target.partition(".")[0] for target in mapper.targets):
            rows = self._shape(tables.get(table, {}))
            for position, row in enumerate(rows if isinstance(rows, list) else [rows]):
                place = None
                if isinstance(rows, list):
                    place = places[position] if position < len(places) else f"bookings[{position}]"
                problems += row_problems(
                    table, row, self._mappings.sources, settings=self._settings, place=place, given_later=given_later
                )
        return problems
