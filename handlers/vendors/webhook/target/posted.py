"""What is the same of every record that is posted: how it is known, and by what its body is made."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from handlers.contracts.records import Fields, Repeat
from handlers.vendors.opening import Opened
from handlers.vendors.webhook.posting.poster import Answered, Poster
from handlers.vendors.webhook.posting.receiver import Receiver
from handlers.vendors.webhook.posting.rows import PostRows, post_rows
from handlers.vendors.webhook.posting.settings import KINDS
from handlers.vendors.webhook.settings import WebhookConnection
from mapping.problems import Problem, ToldRow
from mapping.rows.shapes import Shape
from mapping.rows.views import make_plain
from relay.model import Flow
from relay.settings.findings import SettingsError
from words.told import Told


class PostedRecord:
    """The part of ``handlers.contracts.records.RecordTarget`` that posts have in common.

    ``readable`` is what rows for the flow's entity may read. Raises StartError with every mistake in them.
    """

    def __init__(self, opened: Opened[WebhookConnection, Receiver], flow: Flow, readable: Mapping[str, Shape]) -> None:
        how = opened.client.posts.of(flow.entity)
        if how is None:
            raise SettingsError.at(
                ("flows", flow.name, "to"), Told("webhook.no_target", connection=opened.name, kind=KINDS[flow.entity])
            )
        self._connection = opened.name
        self._how = how
        self._horizon = opened.settings.commit_horizon
        self._today = opened.today
        self._prefix = flow.reference_prefix
        self._rows: PostRows | None = post_rows(flow, how, readable)
        self._poster = Poster(flow.entity, how, opened.client, self._rows)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._connection!r})"

    @property
    def connection(self) -> str:
        """The connection's name in relay.yaml."""
        return self._connection

    @property
    def horizon(self) -> timedelta:
        """How long after an unanswered post the receiver may still carry it out, or how long it knows a key."""
        return self._how.key_lasts if self.repeat is Repeat.KEY else self._horizon

    @property
    def repeat(self) -> Repeat:
        """As the settings say of this receiver."""
        return self._how.repeats

    @property
    def keeps_debtors(self) -> bool:
        """No: a receiver is told, and nobody can look through what it has."""
        return False

    @property
    def mapping_rows(self) -> Sequence[ToldRow]:
        """Every row, for a person; none where the relay's own document is posted."""
        return self._rows.told if self._rows is not None else ()

    @property
    def mapping_notices(self) -> Sequence[Told]:
        """Rows of the flow that were written for another version of the connection's."""
        return self._rows.merged.notices if self._rows is not None else ()

    def today(self) -> date:
        """Today."""
        return self._today()

    def _fill(
        self, document: Callable[[], dict[str, Any]], context: Callable[[], Mapping[str, Any]]
    ) -> tuple[dict[str, Any], Sequence[Problem]]:
        """The body, with all that is wrong with it: the relay's own ``document``, or what rows make of ``context``."""
        if self._rows is None:
            return document(), ()
        fields, problems = self._rows.try_on(context())
        return as_json(fields), problems

    def _body(self, document: Callable[[], dict[str, Any]], context: Callable[[], Mapping[str, Any]]) -> Fields:
        """The same. Raises Hold with every problem."""
        return document() if self._rows is None else as_json(self._rows.fields(context()))

    def _reference(self, number: str) -> str:
        """A number of the source as the receiver knows it: two sources never collide."""
        return f"{self._prefix}{number}"

    def _number(self, answered: Answered, reference: str) -> str | None:
        """What the receiver calls a record that it took: its own id, else the reference that it was told.

        None where its id is to be looked up.
        """
        looked_up = self._how.look_up is not None and self._how.look_up.id is not None
        return answered.id or (None if looked_up else reference)


def as_json(value: Any) -> Any:
    """What rows give, as JSON has it: numbers to their last digit, days as ISO text; whole documents with all as text.

    >>> as_json({"day": date(2026, 3, 2), "price": Decimal("1.50")})
    {'day': '2026-03-02', 'price': Decimal('1.50')}
    """
    if value is None or isinstance(value, str | bool | int | Decimal):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(name): as_json(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [as_json(part) for part in value]
    return make_plain(value)
