"""Turns an order draft into AccountView's columns, and says beforehand what would be refused."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from handlers.contracts.articles import NewArticle
from handlers.contracts.drafts import Draft
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
)
from handlers.vendors.accountview.target.context import article_context, context_of, lines_to_send
from handlers.vendors.accountview.target.party_drafting import PartyDrafting
from handlers.vendors.accountview.target.presets import Mappings
from handlers.vendors.accountview.target.prices import page_total, total_of
from mapping.problems import Problem
from relay.errors import Hold
from words.told import Told


class Drafting(PartyDrafting):
    """A flow's mapping under a connection's settings. Pure: the same draft always gives the same columns.

    ``send_as`` is what orders become; ``books_only``: a journal page, which books amounts and moves no goods.
    """

    _mappings: Mappings

    def __init__(self, mappings: Mappings, settings: AccountViewConnection) -> None:
        super().__init__(mappings, settings)
        self.send_as = mappings.send_as
        self.books_only = mappings.send_as == "financial_mutation"

    def check(self, draft: Draft) -> Sequence[Problem]:
        """All that AccountView would refuse, as far as its dictionary tells.

        The debtor's columns are looked at only while no debtor is chosen.
        """
        settings, mappings = self._settings, self._mappings
        columns = self._currency_columns()
        mapped = any(mappings.merged.origin(f"{mappings.header}.{column}") == "overlay" for column in columns)
        currency = currency_problem(draft, settings, columns, mapped=mapped)
        problems = [*([currency] if currency else []), *document_problems(draft, settings)]
        party = draft.party
        context = context_of(draft, settings, party)
        if draft.debtor is None:
            problems += self._debtor_problems(context)
        if party.ships_elsewhere:
            problems += self._problems(mappings.address, context, {"SUB_NR"})
        unbooked = booking_problems(draft.priced) if self.books_only else []
        places = self._places(draft)
        problems += unbooked or self._problems(mappings.document, context, {"RPL_INV", "SUB_NR"}, places)
        return for_the_sender(problems, draft.order.customer)

    def explain(self, draft: Draft) -> Explained:
        """All tables as the mapping fills them, with the problems beside them instead of in their place.

        Left out are those that would not be written: the debtor once one is chosen, an address where none is needed.
        """
        context = context_of(draft, self._settings)
        mappers = [self._mappings.debtor] if draft.debtor is None else []
        mappers += [self._mappings.address] if draft.party.ships_elsewhere else []
        mappers.append(self._mappings.document)
        tables: dict[str, Any] = {}
        problems: list[Problem] = []
        for mapper in mappers:
            filled, wrong = mapper.apply(context)
            tables |= {name: self._shape(rows) for name, rows in filled.items()}
            problems += wrong
        return Explained(tables, for_the_sender(problems, draft.order.customer) or self.check(draft))

    def shortened(self, draft: Draft) -> Sequence[str]:
        """The document's columns whose text is too long, and is cut, moved or left out."""
        return self._mappings.document.shortened(context_of(draft, self._settings))

    def article(self, article: NewArticle) -> Fields:
        """The columns of ARTICLE. Raises Hold as the others do."""
        if not self._settings.articles_can_be_made:
            raise Hold(Told("accountview.make_article_by_hand", sku=article.item.sku or ""))
        context = article_context(article, self._settings)
        fields = dict(self._map(self._mappings.article, context, article.party).get("ARTICLE", {}))
        problems = list(row_problems("ARTICLE", fields, self._mappings.sources, settings=self._settings))
        if problems:
            raise Hold(Told("accountview.article_cannot_be_made", sku=article.item.sku or ""), problems=problems)
        return fields

    def document(self, draft: Draft) -> Fields:
        """The columns of the header, and those of each line, by table: ``{"SO_HDR": {...}, "SO_LINE": [{...}]}``.

        Raises Hold as the others do.
        """
        unbooked = booking_problems(draft.priced) if self.books_only else []
        if unbooked:
            told = for_the_sender(unbooked, draft.order.customer)
            raise Hold(Told("accountview.cannot_be_booked", problem=told[0].told()), problems=told)
        return self._map(self._mappings.document, context_of(draft, self._settings), draft.party)

    def total(self, draft: Draft) -> Decimal:
        """What the document comes to as it is sent, in cents. Raises Hold where a line has no amount."""
        lines = self.document(draft).get(self._mappings.lines, ())
        if self.books_only:
            amounts = [(number_of(line, "AMOUNT"), number_of(line, "VAT_AMT")) for line in lines]
            total = page_total(amounts, self._settings)
            filled = ["DJ_LINE.AMOUNT"]
        else:
            total = total_of((number_of(line, "ORD_QTY"), number_of(line, "ART_PX")) for line in lines)
            filled = ["SO_LINE.ORD_QTY", "SO_LINE.ART_PX"]
        if total is None:
            raise Hold(Told("accountview.line_without_amount", fields=filled))
        return total

    def _currency_columns(self) -> list[str]:
        named = {self._settings.order_columns.currency or "CUR_CODE", "CUR_CODE"}
        return [column for column in self._mappings.columns(self._mappings.header) if column in named]

    def _places(self, draft: Draft) -> list[str]:
        """Where a person finds each of the document's lines."""
        if self.books_only:
            return []
        return [place_of(line) for line in lines_to_send(draft, self._settings)]
