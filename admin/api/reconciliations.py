"""``POST /api/flows/{name}/reconcile``: which records of a source are not in the target, and why; and carry them."""

from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final

from aiohttp_pydantic.oas.typing import r200
from pydantic import BaseModel, Field, StrictBool

from admin.api.resource import RequestBody, Resource, answer
from relay.care.reconcile import Reconciliation, Stand
from relay.errors import RunEnd
from relay.http.problems import Refusal
from relay.settings.types import PositiveDuration
from words.told import Told

MOST_REASONS: Final = 20


class ReconcileRequest(RequestBody):
    """How far back to look, and whether to carry what is found."""

    since: PositiveDuration = Field(default=timedelta(days=7), description="How far back, such as 36h or 7d.")
    carry: StrictBool = Field(default=False, description="Carry what is missing, held or failed.")


class ReconcileAnswer(BaseModel):
    """What a comparison found."""

    flow: str
    since: datetime
    stands: dict[Stand, int] = Field(description="How many records of the source stand how.")
    references: list[str] = Field(description="The first of the missing records, by their numbers at the source.")
    carried: int = Field(description="How many of the missing, held and failed are carried now.")
    before_start: int = Field(description="Records left out: they last changed before the flow began (poll.start).")
    left_out: int = Field(description="What could not be read at the source and was passed over.")
    left_out_reasons: list[str] = Field(description="The first of it, a sentence each.")


class FlowNotCompared(Refusal):
    """The flow is there, and its source cannot be read."""

    status = HTTPStatus.CONFLICT
    kind = "flow-not-compared"
    title = Told("admin.flow_not_compared_title")
    detail = Told("admin.flow_not_compared")


class ComparedElsewhere(Refusal):
    """Another comparison of this flow is under way."""

    status = HTTPStatus.CONFLICT
    kind = "compared-elsewhere"
    title = Told("admin.compared_elsewhere_title")
    detail = Told("admin.compared_elsewhere")


class SystemAway(Refusal):
    """Source or target does not answer; ``detail`` says which and why."""

    status = HTTPStatus.BAD_GATEWAY
    kind = "system-away"
    title = Told("admin.system_away_title")
    detail = Told("admin.system_away")


class ReconcileResource(Resource):
    """The comparison of one flow."""

    async def post(self, name: str, /, body: ReconcileRequest) -> r200[ReconcileAnswer]:
        """Compare the records of a source with its target, page by page; this may take minutes.

        Tags: flows
        """
        reconciler = self.shown.operations.reconciler
        self.require_flow_of_path(name)
        if name not in reconciler.flows:
            raise FlowNotCompared
        try:
            found = await reconciler.reconcile(name, body.since, carry=body.carry)
        except RunEnd as end:
            raise SystemAway(end.told) from None
        if found is None:
            raise ComparedElsewhere
        return answer(describe_comparison(found))


def describe_comparison(found: Reconciliation) -> ReconcileAnswer:
    """What a comparison came to."""
    return ReconcileAnswer(
        flow=found.flow,
        since=found.since,
        stands={stand: found.stands[stand] for stand in Stand},
        references=found.references,
        carried=found.carried,
        before_start=found.before_start,
        left_out=len(found.left_out),
        left_out_reasons=[str(told) for told in dict.fromkeys(found.left_out)][:MOST_REASONS],
    )
