"""Turns an order draft into AccountView's columns through the mapping, and says beforehand what would be refused."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

from handlers.pipelines.orders.needs import Draft, Explained, Fields
from handlers.vendors.accountview.checks import (
    currency_problem,
    for_the_sender,
    rate_problem,
    row_problems,
    shaped,
)
from handlers.vendors.accountview.connection import AccountViewConnection
from handlers.vendors.accountview.mappings import Mappings, context_of
from handlers.vendors.accountview.prices import lines_without_rate, total_of
from handlers.vendors.accountview.protocol import number_of
from mapping.mapper import Mapper
from mapping.problems import Problem
from mapping.telling import ToldRow, tell_rows
from relay.errors import Hold


class Drafting:
    """A flow's mapping under a connection's settings. Pure: the same draft always gives the same columns."""

    def __init__(self, mappings: Mappings, settings: AccountViewConnection) -> None:
        self._mappings = mappings
        self._settings = settings

    def columns(self, table: str) -> tuple[str, ...]:
        """The columns of a table that the mapping fills."""
        return self._mappings.columns(table)

    def check(self, draft: Draft) -> Sequence[Problem]:
        """All that AccountView would refuse, as far as its dictionary tells.

        The debtor's columns are looked at only while no debtor is chosen.
        """
        settings, mappings = self._settings, self._mappings
        currency = currency_problem(draft.order, settings, mappings.columns("SO_HDR"))
        problems = [currency] if currency else []
        unrated = self._unrated(draft)
        if unrated:
            return for_the_sender([*problems, *unrated], draft.order)
        context = context_of(draft, settings)
        if draft.debtor is None:
            problems += self._problems(mappings.debtor, context, {"SUB_NR"} if settings.auto_number else set())
        if draft.order.ships_elsewhere:
            problems += self._problems(mappings.address, context, {"SUB_NR"})
        problems += self._problems(mappings.order, context, {"RPL_INV"})
        return for_the_sender(problems, draft.order)

    @property
    def debtor_writes(self) -> Mapping[str, str]:
        """For columns of CONTACT whose rows say so: whether an update of a debtor may write them."""
        return {target.partition(".")[2]: write for target, write in self._mappings.debtor.writes.items()}

    @property
    def rows(self) -> tuple[ToldRow, ...]:
        """Every row of the mapping, for a person."""
        return tell_rows(self._mappings.merged)

    @property
    def notices(self) -> tuple[str, ...]:
        """Which rows of the flow were written for another version of the presets."""
        return self._mappings.merged.notices

    def explain(self, draft: Draft) -> Explained:
        """All tables as the mapping fills them, with the problems beside them instead of in their place.

        Left out are those that would not be written: the debtor once he is chosen, an address where none is needed.
        """
        if unrated := self._unrated(draft):
            return Explained({}, for_the_sender(unrated, draft.order))
        context = context_of(draft, self._settings)
        mappers = [self._mappings.debtor] if draft.debtor is None else []
        mappers += [self._mappings.address] if draft.order.ships_elsewhere else []
        mappers.append(self._mappings.order)
        tables: dict[str, Any] = {}
        problems: list[Problem] = []
        for mapper in mappers:
            filled, wrong = mapper.apply(context)
            tables |= {name: self._shaped(name, rows) for name, rows in filled.items()}
            problems += wrong
        return Explained(tables, for_the_sender(problems, draft.order) or self.check(draft))

    def debtor(self, draft: Draft) -> Fields:
        """The columns of CONTACT. Raises Hold where the mapping cannot fill them."""
        return dict(self._mapped(self._mappings.debtor, draft).get("CONTACT", {}))

    def address(self, draft: Draft) -> Fields:
        """The columns of DEL_ADDR. Raises Hold where the mapping cannot fill them."""
        return dict(self._mapped(self._mappings.address, draft).get("DEL_ADDR", {}))

    def order(self, draft: Draft) -> Fields:
        """``{"SO_HDR": columns, "SO_LINE": [columns of each line]}``. Raises Hold as the others do."""
        return self._mapped(self._mappings.order, draft)

    def total(self, draft: Draft) -> Decimal:
        """Quantity times price of each line as it is sent, rounded to cents, added up. Raises Hold."""
        lines = self.order(draft).get("SO_LINE", ())
        total = total_of((number_of(line, "ORD_QTY"), number_of(line, "ART_PX")) for line in lines)
        if total is None:
            raise Hold("the mapping leaves a line without quantity or price; fill SO_LINE.ORD_QTY and SO_LINE.ART_PX")
        return total

    def _unrated(self, draft: Draft) -> list[Problem]:
        positions = lines_without_rate(draft.order, self._settings)
        return [rate_problem(position, self._settings) for position in positions]

    def _mapped(self, mapper: Mapper, draft: Draft) -> dict[str, Any]:
        """The mapper's tables, shaped for sending. Raises Hold with the problems that :meth:`check` reports too."""
        problems = self._unrated(draft)
        if not problems:
            tables, problems = mapper.apply(context_of(draft, self._settings))
            if not problems:
                return {name: self._shaped(name, rows) for name, rows in tables.items()}
        told = for_the_sender(problems, draft.order)
        raise Hold("the order does not fit the mapping for AccountView", problems=told)

    def _shaped(self, table: str, rows: Any) -> Any:
        if isinstance(rows, list):
            return [shaped(table, row, self._settings, self._mappings.held) for row in rows]
        return shaped(table, rows, self._settings, self._mappings.held)

    def _problems(self, mapper: Mapper, context: Mapping[str, Any], given_later: Collection[str]) -> list[Problem]:
        """The mapping's own problems; where it has none, those of the columns it fills."""
        tables, problems = mapper.apply(context)
        if problems:
            return problems
        for table in dict.fromkeys(target.partition(".")[0] for target in mapper.targets):
            rows = self._shaped(table, tables.get(table, {}))
            for position, row in enumerate(rows if isinstance(rows, list) else [rows]):
                problems += row_problems(
                    table,
                    row,
                    self._mappings.sources,
                    position=position if isinstance(rows, list) else None,
                    given_later=given_later,
                )
        return problems
