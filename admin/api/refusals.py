"""``GET /api/refusals``: documents that were refused at the door and have not been accepted since."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from aiohttp_pydantic.oas.typing import r200
from pydantic import BaseModel, Field

from admin.api.resource import Resource, answer, moment
from relay.care.refused import MOST_LISTED, RefusedDocument


class WrongFieldRow(BaseModel):
    """One field that was wrong; its value is not kept."""

    path: str = Field(description="Where, such as `lines[2].sku`; a name that is no field of ours is shown as `*`.")
    code: str = Field(description="The code of `rule`, whatever its values; `as_written` where it has none of its own.")
    rule: str = Field(description="What was wrong.")


class RefusalRow(BaseModel):
    """A document that was refused."""

    flow: str
    reference: str = Field(
        description="Its number at the source; `hidden-…` where that may be personal, `unnamed-…` where there is none."
    )
    cause: str = Field(description="The last part of the problem's `type`, such as `document-refused`.")
    fields: list[WrongFieldRow] = Field(description="The first fields that were wrong.")
    times: int = Field(description="How often it was refused.")
    first: datetime
    last: datetime


class RefusalList(BaseModel):
    """Newest first. Once a document with the same number is accepted, its refusal is off the list."""

    refusals: list[RefusalRow] = Field(description=f"At most {MOST_LISTED} of each flow.")


class RefusalsResource(Resource):
    """Refused documents."""

    async def get(
        self, flow: Annotated[str | None, Field(description="Only documents posted to this flow.")] = None
    ) -> r200[RefusalList]:
        """Documents that were refused at the door and have not been accepted since, without any value of theirs.

        Tags: flows
        """
        if flow is not None:
            await self.require_flow(flow)
        return answer(describe_refusals(await self.shown.operations.refusals.open(flow)))


def describe_refusals(found: Sequence[RefusedDocument]) -> RefusalList:
    """Refused documents, as they were given."""
    return RefusalList(refusals=[_row(one) for one in found])


def _row(one: RefusedDocument) -> RefusalRow:
    return RefusalRow(
        flow=one.flow,
        reference=one.reference,
        cause=one.cause,
        fields=[WrongFieldRow(path=field.path, code=field.wrong.code, rule=field.rule) for field in one.fields],
        times=one.times,
        first=moment(one.first_ms),
        last=moment(one.last_ms),
    )
