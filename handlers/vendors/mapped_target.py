"""What every target has in common, by record: its mapping makes the fields, and nothing of that is a call."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Protocol
from zoneinfo import ZoneInfo

from handlers.contracts.articles import NewArticle
from handlers.contracts.drafts import Draft
from handlers.contracts.orders import Explained
from handlers.contracts.parties import Party
from handlers.contracts.records import Fields, Repeat
from mapping.problems import Problem, ToldRow
from words.told import Told

DUTCH_ZONE = ZoneInfo("Europe/Amsterdam")
"""Where the offices are whose books these systems keep, and so which day it is there."""


def dutch_day() -> date:
    """Today in the books."""
    return datetime.now(DUTCH_ZONE).date()


class RecordDrafting(Protocol):
    """A flow's mapping under a connection's settings, whatever it carries."""

    @property
    def rows(self) -> Sequence[ToldRow]:
        """Every row, for a person."""
        ...

    @property
    def notices(self) -> Sequence[Told]:
        """Rows written for another version of the presets, and settings of the flow that are not sent."""
        ...


class PartyDrafting(RecordDrafting, Protocol):
    """A flow's mapping of debtors and delivery addresses under a connection's settings. Pure.

    Each method that gives fields raises Hold where the mapping cannot fill them.
    """

    @property
    def debtor_writes(self) -> Mapping[str, str]:
        """By field of a debtor, where its row says so: whether an update may write it."""
        ...

    def check_debtor(self, party: Party) -> Sequence[Problem]:
        """All that the target would refuse of a new debtor."""
        ...

    def check_address(self, party: Party) -> Sequence[Problem]:
        """All that the target would refuse of a delivery address."""
        ...

    def shortened_debtor(self, party: Party) -> Sequence[str]:
        """The debtor's fields whose text is too long."""
        ...

    def shortened_address(self, party: Party) -> Sequence[str]:
        """The delivery address's fields whose text is too long."""
        ...

    def debtor(self, party: Party) -> Fields:
        """A new debtor."""
        ...

    def address(self, party: Party) -> Fields:
        """A delivery address, with its debtor."""
        ...


class OrderDrafting(PartyDrafting, Protocol):
    """The same of orders, with all that they consist of. The same draft always gives the same fields."""

    def check(self, draft: Draft) -> Sequence[Problem]:
        """All that the target would refuse, as far as its field tables tell."""
        ...

    def explain(self, draft: Draft) -> Explained:
        """All tables as the mapping fills them, and all problems."""
        ...

    def shortened(self, draft: Draft) -> Sequence[str]:
        """The document's fields whose text is too long, and is cut, moved or left out."""
        ...

    def article(self, article: NewArticle) -> Fields:
        """A new article."""
        ...

    def document(self, draft: Draft) -> Fields:
        """What the order becomes: header and lines by table."""
        ...

    def total(self, draft: Draft) -> Decimal:
        """What the target will make of it, in cents."""
        ...


class MappedRecord:
    """The part of ``handlers.contracts.records.RecordTarget`` that makes no call; a vendor's target adds the calls.

    ``notices`` are told beside those of the drafting.
    """

    def __init__(
        self,
        connection: str,
        horizon: timedelta,
        drafting: RecordDrafting,
        today: Callable[[], date],
        notices: Sequence[Told] = (),
    ) -> None:
        self._connection = connection
        self._horizon = horizon
        self._told = drafting
        self._today = today
        self._notices = (*drafting.notices, *notices)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._connection!r})"

    @property
    def connection(self) -> str:
        """The connection's name in relay.yaml."""
        return self._connection

    @property
    def horizon(self) -> timedelta:
        """How long after an unanswered write the system may still carry it out."""
        return self._horizon

    @property
    def repeat(self) -> Repeat:
        """Books can be looked up: what was written is found there."""
        return Repeat.LOOK_UP

    def today(self) -> date:
        """Today in the books."""
        return self._today()

    @property
    def mapping_rows(self) -> Sequence[ToldRow]:
        """Every row of the mapping, for a person."""
        return self._told.rows

    @property
    def mapping_notices(self) -> Sequence[Told]:
        """Rows written for another version of the presets, and settings of the flow that are not sent."""
        return self._notices


class MappedTarget(MappedRecord):
    """The same of records that are about whoever buys."""

    def __init__(
        self,
        connection: str,
        horizon: timedelta,
        drafting: PartyDrafting,
        today: Callable[[], date],
        notices: Sequence[Told] = (),
    ) -> None:
        super().__init__(connection, horizon, drafting, today, notices)
        self._mapping = drafting

    @property
    def keeps_debtors(self) -> bool:
        """Books name whoever buys by the number of a debtor."""
        return True


class MappedDebtors(MappedTarget):
    """The part of ``handlers.contracts.debtors.DebtorTarget`` that makes no call."""

    @property
    def debtor_writes(self) -> Mapping[str, str]:
        """For fields of a debtor whose rows say so: whether an update may write them."""
        return self._mapping.debtor_writes

    def check_debtor(self, party: Party) -> Sequence[Problem]:
        """All that the system would refuse of a new debtor."""
        return self._mapping.check_debtor(party)

    def debtor_fields(self, party: Party) -> Fields:
        """A new debtor. Raises Hold where the mapping cannot fill it."""
        return self._mapping.debtor(party)

    def shortened_debtor(self, party: Party) -> Sequence[str]:
        """The debtor's fields whose text is too long, and is cut, moved or left out."""
        return self._mapping.shortened_debtor(party)


class MappedAddresses(MappedTarget):
    """The part of ``handlers.contracts.addresses.AddressTarget`` that makes no call."""

    def check_address(self, party: Party) -> Sequence[Problem]:
        """All that the system would refuse of a delivery address."""
        return self._mapping.check_address(party)

    def address_fields(self, party: Party) -> Fields:
        """A delivery address, with the debtor's number. Raises Hold where the mapping cannot fill it."""
        return self._mapping.address(party)

    def shortened_address(self, party: Party) -> Sequence[str]:
        """The address's fields whose text is too long, and is cut, moved or left out."""
        return self._mapping.shortened_address(party)


class MappedArticles(MappedTarget):
    """The part of ``handlers.contracts.articles.ArticleTarget`` that makes no call."""

    _mapping: OrderDrafting

    def article_fields(self, article: NewArticle) -> Fields:
        """A new article. Raises Hold with all that keeps it from being made."""
        return self._mapping.article(article)


class MappedOrders(MappedTarget):
    """The part of ``handlers.contracts.orders.OrderTarget`` that makes no call."""

    _mapping: OrderDrafting

    def check(self, draft: Draft) -> Sequence[Problem]:
        """All that the system would refuse, as far as its field tables tell."""
        return self._mapping.check(draft)

    def explain(self, draft: Draft) -> Explained:
        """All tables as the mapping fills them, and all problems."""
        return self._mapping.explain(draft)

    def shortened(self, draft: Draft) -> Sequence[str]:
        """The document's fields whose text is too long, and is cut, moved or left out."""
        return self._mapping.shortened(draft)

    def total_of(self, draft: Draft) -> Decimal:
        """What the system will make of the order as it is sent, in cents."""
        return self._mapping.total(draft)

    def order_fields(self, draft: Draft) -> Fields:
        """Header and lines by table. Raises Hold where the mapping cannot fill them."""
        return self._mapping.document(draft)
