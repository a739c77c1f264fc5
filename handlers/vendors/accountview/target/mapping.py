"""Turns an order draft into AccountView's columns through the mapping, and says beforehand what would be refused."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

from handlers.contracts.drafts import Draft, Part
from handlers.contracts.orders import Explained
from handlers.contracts.records import Fields
from handlers.vendors.accountview.protocol import number_of
from handlers.vendors.accountview.settings import AccountViewConnection
from handlers.vendors.accountview.target.bookings import booking_problems
from handlers.vendors.accountview.target.checks import (
    currency_problem,
    document_problems,
    for_the_sender,
    place_of,
    row_problems,
    shaped,
)
from handlers.vendors.accountview.target.context import context_of, lines_to_send
from handlers.vendors.accountview.target.presets import Mappings
from handlers.vendors.accountview.target.prices import page_total, total_of
from mapping.pricing import PricedLine
from mapping.problems import Problem
from mapping.rows.mapper import Mapper
from mapping.rows.telling import ToldRow, tell_rows
from relay.errors import Hold


class Drafting:
    """A flow's mapping under a connection's settings. Pure: the same draft always gives the same columns.

    ``send_as`` is what orders become; ``books_only``: a journal page, which books amounts and moves no goods.
    """

    def __init__(self, mappings: Mappings, settings: AccountViewConnection) -> None:
        self._mappings = mappings
        self._settings = settings
        self.send_as = mappings.send_as
        self.books_only = mappings.send_as == "financial_mutation"

    def columns(self, table: str) -> tuple[str, ...]:
        """The columns of a table that the mapping fills."""
        return self._mappings.columns(table)

    def check(self, draft: Draft) -> Sequence[Problem]:
        """All that AccountView would refuse, as far as its dictionary tells.

        The debtor's columns are looked at only while no debtor is chosen.
        """
        settings, mappings = self._settings, self._mappings
        columns = self._currency_columns()
        mapped = any(mappings.merged.origin(f"{mappings.header}.{column}") == "overlay" for column in columns)
        currency = currency_problem(draft, settings, columns, mapped=mapped)
        problems = [*([currency] if currency else []), *document_problems(draft, settings)]
        context = context_of(draft, settings)
        if draft.debtor is None:
            problems += self._problems(mappings.debtor, context, {"SUB_NR"} if settings.auto_number else set())
        if draft.ships_elsewhere:
            problems += self._problems(mappings.address, context, {"SUB_NR"})
        unbooked = booking_problems(draft.priced) if self.books_only else []
        places = self._places(draft)
        problems += unbooked or self._problems(mappings.document, context, {"RPL_INV", "SUB_NR"}, places)
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
        """Rows written for another version of the presets, and settings of the flow that are not sent."""
        return self._mappings.notices

    def explain(self, draft: Draft) -> Explained:
        """All tables as the mapping fills them, with the problems beside them instead of in their place.

        Left out are those that would not be written: the debtor once he is chosen, an address where none is needed.
        """
        context = context_of(draft, self._settings)
        mappers = [self._mappings.debtor] if draft.debtor is None else []
        mappers += [self._mappings.address] if draft.ships_elsewhere else []
        mappers.append(self._mappings.document)
        tables: dict[str, Any] = {}
        problems: list[Problem] = []
        for mapper in mappers:
            filled, wrong = mapper.apply(context)
            tables |= {name: self._shaped(rows) for name, rows in filled.items()}
            problems += wrong
        return Explained(tables, for_the_sender(problems, draft.order) or self.check(draft))

    def shortened(self, draft: Draft, part: Part) -> Sequence[str]:
        """The columns of a part whose text is too long, and is cut, moved or left out."""
        mappings = self._mappings
        mapper = {"debtor": mappings.debtor, "address": mappings.address, "document": mappings.document}[part]
        return mapper.shortened(context_of(draft, self._settings))

    def debtor(self, draft: Draft) -> Fields:
        """The columns of CONTACT. Raises Hold where the mapping cannot fill them."""
        return dict(self._mapped(self._mappings.debtor, draft).get("CONTACT", {}))

    def address(self, draft: Draft) -> Fields:
        """The columns of DEL_ADDR. Raises Hold where the mapping cannot fill them."""
        return dict(self._mapped(self._mappings.address, draft).get("DEL_ADDR", {}))

    def article(self, draft: Draft, line: PricedLine) -> Fields:
        """The columns of ARTICLE for a line that sells it. Raises Hold as the others do."""
        if not self._settings.articles_can_be_made:
            raise Hold(
                f"article {line.sku} must be made in AccountView by hand; set articles_can_be_made on the connection "
                "if this installation takes new articles over the web API"
            )
        fields = dict(self._mapped(self._mappings.article, draft, line=line).get("ARTICLE", {}))
        problems = list(row_problems("ARTICLE", fields, self._mappings.sources, settings=self._settings))
        if problems:
            raise Hold(f"article {line.sku} cannot be made in AccountView", problems=problems)
        return fields

    def document(self, draft: Draft) -> Fields:
        """The columns of the header, and those of each line, by table: ``{"SO_HDR": {...}, "SO_LINE": [{...}]}``.

        Raises Hold as the others do.
        """
        unbooked = booking_problems(draft.priced) if self.books_only else []
        if unbooked:
            told = for_the_sender(unbooked, draft.order)
            raise Hold(f"the order cannot be booked: {told[0]}", problems=told)
        return self._mapped(self._mappings.document, draft)

    def total(self, draft: Draft) -> Decimal:
        """What the document comes to as it is sent, in cents. Raises Hold where a line has no amount."""
        lines = self.document(draft).get(self._mappings.lines, ())
        if self.books_only:
            amounts = [(number_of(line, "AMOUNT"), number_of(line, "VAT_AMT")) for line in lines]
            total = page_total(amounts, self._settings)
            filled = "DJ_LINE.AMOUNT"
        else:
            total = total_of((number_of(line, "ORD_QTY"), number_of(line, "ART_PX")) for line in lines)
            filled = "SO_LINE.ORD_QTY and SO_LINE.ART_PX"
        if total is None:
            raise Hold(f"the mapping leaves a line without its amount; fill {filled}")
        return total

    def _mapped(self, mapper: Mapper, draft: Draft, **more: Any) -> dict[str, Any]:
        """The mapper's tables, shaped for sending. Raises Hold with the problems that :meth:`check` reports too."""
        tables, problems = mapper.apply(context_of(draft, self._settings) | more)
        if not problems:
            return {name: self._shaped(rows) for name, rows in tables.items()}
        told = for_the_sender(problems, draft.order)
        raise Hold("the order does not fit the mapping for AccountView", problems=told)

    def _shaped(self, rows: Any) -> Any:
        if isinstance(rows, list):
            return [shaped(row, self._settings) for row in rows]
        return shaped(rows, self._settings)

    def _currency_columns(self) -> list[str]:
        named = {self._settings.order_columns.currency or "CUR_CODE", "CUR_CODE"}
        return [column for column in self._mappings.columns(self._mappings.header) if column in named]

    def _places(self, draft: Draft) -> list[str]:
        """Where a person finds each of the document's lines."""
        if self.books_only:
            return []
        return [place_of(line) for line in lines_to_send(draft, self._settings)]

    def _problems(
        self,
        mapper: Mapper,
        context: Mapping[str, Any],
        given_later: Collection[str],
        places: Sequence[str] = (),
    ) -> list[Problem]:
        """The mapping's own problems; where it has none, those of the columns it fills."""
        tables, problems = mapper.apply(context)
        if problems:
            return problems
        for table in dict.fromkeys(target.partition(".")[0] for target in mapper.targets):
            rows = self._shaped(tables.get(table, {}))
            for position, row in enumerate(rows if isinstance(rows, list) else [rows]):
                place = None
                if isinstance(rows, list):
                    place = places[position] if position < len(places) else f"bookings[{position}]"
                problems += row_problems(
                    table, row, self._mappings.sources, settings=self._settings, place=place, given_later=given_later
                )
        return problems
