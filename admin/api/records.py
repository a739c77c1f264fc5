"""``GET /api/flows/{name}/records``: what became of each record of a flow that keeps no stories."""

from datetime import datetime
from typing import Annotated

from aiohttp_pydantic.oas.typing import r200
from pydantic import BaseModel, Field

from admin.api.events import ProblemRow, problem_row
from admin.api.resource import Resource, answer, moment
from admin.unknown import ParametersRefused, wrong_parameter
from relay.care.activity import MOST_PER_PAGE
from relay.care.record_list import Record
from relay.care.record_list import RecordPage as Found
from relay.errors import StartError
from relay.model import State
from words.mistake import Mistake
from words.told import Told


class RecordRow(BaseModel):
    """One record of the source, whatever its versions."""

    reference: str = Field(description="Its number at its source.")
    outcome: State | None = Field(description="How an event of it last ended or came to rest; null before any did.")
    at: datetime | None = Field(description="When that was.")
    number: str | None = Field(description="Its number in the target.")
    reason: str | None = Field(description="What there was to tell of it; null where it was written without more.")
    code: str | None = Field(description="The code of `reason`, whatever its values; or null.")
    problems: list[ProblemRow] = Field(description="The first things to look at, though it may be written.")
    trouble: str | None = Field(description="What last held, failed or delayed it, which may be long over; or null.")
    trouble_code: str | None = Field(description="The code of `trouble`; or null.")
    trouble_at: datetime | None
    times: dict[State, int] = Field(description="How often events of it ended so.")
    open_event: str | None = Field(description="The id of its event that goes on or rests; null where none does.")
    open_state: State | None


class RecordList(BaseModel):
    """A page of records, the last that changed first."""

    records: list[RecordRow]
    next: str | None = Field(description="Give this as cursor for the page after it; null on the last page.")


class RecordsResource(Resource):
    """Records of one flow."""

    async def get(
        self,
        name: str,
        /,
        reference: Annotated[str | None, Field(description="Only the record with this number at its source.")] = None,
        cursor: Annotated[str | None, Field(description="The `next` of the page before.")] = None,
        limit: Annotated[int, Field(ge=1, le=MOST_PER_PAGE, description="How many records at most.")] = 50,
    ) -> r200[RecordList]:
        """Records of a flow that keeps no story of each event, the last that changed first.

        Tags: flows
        """
        self.require_flow_of_path(name)
        records = self.shown.operations.records
        try:
            if reference is not None:
                found = await records.find(name, reference)
                return answer(describe_records(Found([found] if found is not None else [], None)))
            return answer(describe_records(await records.page(name, before=cursor, limit=limit)))
        except StartError as error:
            raise ParametersRefused(errors=[wrong_parameter("name", error.told[0], Told("admin.see_events"))]) from None
        except Mistake as error:
            raise ParametersRefused(errors=[wrong_parameter("cursor", Told("admin.no_cursor"), error.told)]) from None


def describe_records(page: Found) -> RecordList:
    """A page of records."""
    return RecordList(records=[_row(record) for record in page.records], next=page.next)


def _row(record: Record) -> RecordRow:
    return RecordRow(
        reference=record.reference,
        outcome=record.outcome,
        at=None if record.at_ms is None else moment(record.at_ms),
        number=record.number,
        reason=None if record.told is None else str(record.told),
        code=None if record.told is None else record.told.code,
        problems=[problem_row(problem) for problem in record.problems],
        trouble=None if record.trouble is None else str(record.trouble),
        trouble_code=None if record.trouble is None else record.trouble.code,
        trouble_at=None if record.trouble_ms is None else moment(record.trouble_ms),
        times=dict(record.times),
        open_event=None if record.open is None else record.open.event.id,
        open_state=None if record.open is None else record.open.event.state,
    )
