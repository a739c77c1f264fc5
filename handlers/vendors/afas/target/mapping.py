"""Turns a party, or an order draft, into AFAS's fields, and says beforehand what would be refused."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal, localcontext
from typing import Any

from handlers.contracts.articles import NewArticle
from handlers.contracts.drafts import Draft
from handlers.contracts.orders import Explained
from handlers.contracts.parties import Party
from handlers.contracts.records import Fields
from handlers.vendors.afas.dictionary import update_object
from handlers.vendors.afas.settings import AfasConnection
from handlers.vendors.afas.target.checks import draft_problems, for_the_sender, write_problems
from handlers.vendors.afas.target.context import article_context, context_of, party_context
from handlers.vendors.afas.target.presets import ADDRESS, Mappings
from handlers.vendors.afas.target.writes import (
    Write,
    drop_empty,
    flatten,
    new_article,
    new_debtor,
    new_order,
    new_organisation_address,
)
from mapping.documents.order import Order
from mapping.money import EXACT, round_cents, take_discount
from mapping.pricing import Basis, PricedLine
from mapping.problems import Problem, ToldRow
from mapping.rows.mapper import Context, Mapper
from mapping.rows.telling import tell_rows
from relay.errors import Hold
from words.told import Told

DEBTOR = "DbId"
"""The debtor's number beside a delivery address's own fields."""

_COMPARED = tuple(f"{ADDRESS}.KnBasicAddressAdr.{name}" for name in ("HmNr", "HmAd", "AdAd"))


class Drafting:
    """A flow's mapping under a connection's settings. Pure: the same draft always gives the same fields."""

    def __init__(self, mappings: Mappings, settings: AfasConnection) -> None:
        self._mappings = mappings
        self._settings = settings
        self._price = update_object(mappings.header).objects[mappings.lines].fields["Upri"]

    @property
    def rows(self) -> tuple[ToldRow, ...]:
        """Every row of the mapping, for a person."""
        return tell_rows(self._mappings.merged)

    @property
    def notices(self) -> tuple[Told, ...]:
        """Which rows of the flow were written for another version of the presets."""
        return self._mappings.merged.notices

    @property
    def emptied(self) -> frozenset[str]:
        """Fields that a row empties on purpose, which an insert sends empty all the same."""
        return self._mappings.emptied

    @property
    def debtor_targets(self) -> frozenset[str]:
        """All fields of a debtor that rows fill, of organisations and persons."""
        return self._mappings.debtor_targets

    @property
    def debtor_writes(self) -> Mapping[str, str]:
        """Whether an update of a debtor may write a field; a contact is only made together with its debtor."""
        made_once = dict.fromkeys((to for to in self.debtor_targets if ".KnContact." in to), "create_only")
        return {**self._mappings.organisation.writes, **self._mappings.person.writes, **made_once}

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
        problems += self._problems(self._mappings.order, context, party, draft.lines, given_later=given_later)
        return list({(problem.path, problem.rule): problem for problem in problems}.values())

    def check_debtor(self, party: Party) -> list[Problem]:
        """All that AFAS would refuse of a new debtor."""
        return self._problems(self._debtor_mapper(party), party_context(party, self._settings), party)

    def check_address(self, party: Party) -> list[Problem]:
        """All that AFAS would refuse of a delivery address."""
        return self._problems(self._mappings.address, party_context(party, self._settings), party)

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
        return Explained(tables, for_the_sender(problems, party.customer) or self.check(draft))

    def shortened(self, draft: Draft) -> Sequence[str]:
        """The document's fields whose text is too long, and is cut, moved or left out; by place."""
        return self._mappings.order.shortened(context_of(draft, self._settings))

    def shortened_debtor(self, party: Party) -> Sequence[str]:
        """The debtor's fields whose text is too long, and is cut, moved or left out; by place."""
        return self._debtor_mapper(party).shortened(party_context(party, self._settings))

    def shortened_address(self, party: Party) -> Sequence[str]:
        """The delivery address's fields whose text is too long, and is cut, moved or left out; by place."""
        return self._mappings.address.shortened(party_context(party, self._settings))

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
            **flatten(self._apply(self._mappings.address, party_context(party, self._settings), party)),
        }

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

    def _debtor_mapper(self, party: Party) -> Mapper:
        return self._mappings.organisation if party.customer.is_company else self._mappings.person

    def _article_problems(self, fields: Fields, article: NewArticle) -> list[Problem]:
        write = new_article(fields, self._settings.writing, self.emptied)
        return list(write_problems(write, self._mappings.sources, article.party.customer, article.lines))

    def _apply(self, mapper: Mapper, context: Context, party: Party) -> dict[str, Any]:
        """The mapper's tables. Raises Hold with the problems that :meth:`check` reports too."""
        tables, problems = mapper.apply(context)
        if not problems:
            return tables
        told = for_the_sender(problems, party.customer)
        raise Hold(Told("afas.does_not_fit_mapping", document=party.document), problems=told)

    def _problems(
        self,
        mapper: Mapper,
        context: Context,
        party: Party,
        lines: Sequence[PricedLine] = (),
        *,
        given_later: Collection[str] = (),
    ) -> list[Problem]:
        """The problems of the mapping; where it has none, those of the call that it would make."""
        tables, problems = mapper.apply(context)
        if problems:
            return for_the_sender(problems, party.customer)
        write = self._write(mapper, tables)
        return list(write_problems(write, self._mappings.sources, party.customer, lines, given_later=given_later))

    def _write(self, mapper: Mapper, tables: Mapping[str, Any]) -> Write:
        writing = self._settings.writing
        if mapper is self._mappings.order:
            return new_order({self._mappings.header: {}, **tables}, writing, self.emptied)
        if mapper is self._mappings.address:
            return new_organisation_address(flatten(tables), "", writing)
        return new_debtor(flatten(tables), writing, self.emptied)


def _number(value: Any) -> Decimal:
    """What a mapping put into a field of a number; an overlay may have made it text."""
    return Decimal(str(value))
