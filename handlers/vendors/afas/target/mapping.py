"""Turns an order draft into AFAS's fields, and says beforehand what would be refused."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, localcontext
from typing import Any

from handlers.contracts.articles import NewArticle
from handlers.contracts.drafts import Draft
from handlers.contracts.orders import Explained
from handlers.contracts.records import Fields
from handlers.vendors.afas.dictionary import update_object
from handlers.vendors.afas.settings import AfasConnection
from handlers.vendors.afas.target.checks import Naming, draft_problems, for_the_sender, write_problems
from handlers.vendors.afas.target.context import article_context, context_of
from handlers.vendors.afas.target.nesting import drop_empty, flatten
from handlers.vendors.afas.target.party_drafting import PartyDrafting
from handlers.vendors.afas.target.presets import Mappings
from handlers.vendors.afas.target.product_writes import new_article
from handlers.vendors.afas.target.writes import Write, new_order
from mapping.documents.order import Order
from mapping.money import EXACT, round_cents, take_discount
from mapping.pricing import Basis
from mapping.problems import Problem
from mapping.rows.mapper import Mapper
from relay.errors import Hold
from words.told import Told


class Drafting(PartyDrafting):
    """The mapping of a flow of orders. Pure: the same draft always gives the same fields."""

    def __init__(self, mappings: Mappings, settings: AfasConnection) -> None:
        super().__init__(mappings, settings)
        self._mappings = mappings
        self._price = update_object(mappings.header).objects[mappings.lines].fields["Upri"]

    def basis(self, order: Order) -> Basis:
        """Prices as the connection's settings say, or as the order has them."""
        writing = self._settings.writing
        includes = order.prices_include_vat if writing.prices == "as_order" else writing.prices == "including_vat"
        return Basis(includes, writing.price_decimals, most_decimals=self._price.decimals)

    def check(self, draft: Draft) -> list[Problem]:
        """All that AFAS would refuse, as far as its field tables tell.

        The debtor's fields are looked at only while no debtor is chosen.
        """
        problems: list[Problem] = list(draft_problems(draft, self._settings.writing))
        party, header = draft.party, self._mappings.header
        context = context_of(draft, self._settings, party=party)
        if draft.debtor is None:
            problems += self._problems(self._debtor_mapper(party), context, party)
        if party.ships_elsewhere:
            problems += self._problems(self._mappings.address, context, party)
        given_later = {f"{header}.DbId"} if draft.debtor is None else set[str]()
        naming = Naming(party.customer, draft.lines)
        problems += self._problems(self._mappings.order, context, party, given_later=given_later, naming=naming)
        return list({(problem.path, problem.rule): problem for problem in problems}.values())

    def explain(self, draft: Draft) -> Explained:
        """All tables as the mapping fills them, with the problems beside them instead of in their place.

        The debtor's is among them only while no debtor is chosen.
        """
        party = draft.party
        mappers = [] if draft.debtor is not None else [self._debtor_mapper(party)]
        mappers += [self._mappings.address] if party.ships_elsewhere else []
        mappers.append(self._mappings.order)
        context = context_of(draft, self._settings, party=party)
        tables: dict[str, Any] = {}
        problems: list[Problem] = []
        for mapper in mappers:
            filled, wrong = mapper.apply(context)
            tables |= {name: drop_empty(rows, name, self.emptied) for name, rows in filled.items()}
            problems += wrong
        return Explained(tables, for_the_sender(problems, Naming(party.customer)) or self.check(draft))

    def shortened(self, draft: Draft) -> Sequence[str]:
        """The document's fields whose text is too long, and is cut, moved or left out; by place."""
        return self._mappings.order.shortened(context_of(draft, self._settings))

    def article(self, article: NewArticle) -> Fields:
        """Fields by place: ``FbItemArticle.ItCd``. Raises Hold with all that keeps the article from being made."""
        fields = flatten(self._apply(self._mappings.article, article_context(article, self._settings), article.party))
        problems = list(self._article_problems(fields, article))
        if problems:
            raise Hold(Told("afas.article_cannot_be_made", sku=article.item.sku or ""), problems=problems)
        return fields

    def document(self, draft: Draft) -> Fields:
        """``{"FbSales": fields, "FbSalesLines": [fields of each line]}``. Raises Hold as the others do.

        An article that AFAS lacks may have become a line of text meanwhile, which cannot cost anything there.
        """
        if problems := list(draft_problems(draft, self._settings.writing)):
            raise Hold(Told("afas.no_place_for_line"), problems=problems)
        return self._apply(self._mappings.order, context_of(draft, self._settings), draft.party)

    def total(self, draft: Draft) -> Decimal:
        """Quantity times price of each line as it is sent, less its discount, rounded to cents, added up."""
        amounts = [
            take_discount(_number(line["QuUn"]), _number(line["Upri"]), _number(line.get("PRDc", 0)))
            for line in self.document(draft).get(self._mappings.lines, ())
            if line.get("QuUn") is not None and line.get("Upri") is not None
        ]
        with localcontext(EXACT):
            return sum((round_cents(amount) for amount in amounts), Decimal("0.00"))

    def _article_problems(self, fields: Fields, article: NewArticle) -> list[Problem]:
        write = new_article(fields, self.emptied)
        return list(write_problems(write, self._mappings.sources, Naming(article.party.customer, article.lines)))

    def _write(self, mapper: Mapper, tables: Mapping[str, Any]) -> Write:
        if mapper is self._mappings.order:
            return new_order({self._mappings.header: {}, **tables}, self._settings.writing, self.emptied)
        return super()._write(mapper, tables)


def _number(value: Any) -> Decimal:
    """What a mapping put into a field of a number; an overlay may have made it text."""
    return Decimal(str(value))
