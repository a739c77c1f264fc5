"""``GET /api/flows/{name}/filter``: which of the last records of a flow its filter lets through; nothing is carried."""

from collections.abc import Sequence

from aiohttp_pydantic.oas.typing import r200
from pydantic import BaseModel, Field

from admin.api.reconciliations import SystemAway
from admin.api.resource import Resource, answer
from relay.care.filter_preview import MOST, FilterPreview, LookedAt, kind_and_length
from relay.errors import RunEnd


class FilteredRecord(BaseModel):
    """One record, without the values of its fields, which may be personal."""

    number: str = Field(description="Its number at the source.")
    because_of: list[str] = Field(description="The fields that keep it out; none where it fits.")
    fields: dict[str, str] = Field(description="Of each field that is asked, what kind of value it holds.")


class FilterAnswer(BaseModel):
    """What the filter of a flow does with its last records; newest last."""

    flow: str
    asked: list[str] = Field(description="The fields that the filter asks about; none where there is no filter.")
    fitting: list[FilteredRecord]
    others: list[FilteredRecord]


class FilterResource(Resource):
    """The filter of one flow."""

    async def get(self, name: str, /, last: int = Field(default=100, ge=1, le=MOST)) -> r200[FilterAnswer]:
        """Look at the last records: in the source where that is read, else at those that are still kept.

        Tags: flows
        """
        self.require_flow_of_path(name)
        try:
            return answer(describe_preview(await self.shown.operations.filter_previews.preview(name, last)))
        except RunEnd as end:
            raise SystemAway(end.told) from None


def describe_preview(found: FilterPreview) -> FilterAnswer:
    """What was found, without values."""
    return FilterAnswer(
        flow=found.flow, asked=list(found.asked), fitting=_describe(found.fitting), others=_describe(found.others)
    )


def _describe(looked: Sequence[LookedAt]) -> list[FilteredRecord]:
    return [
        FilteredRecord(
            number=one.reference,
            because_of=list(one.failing),
            fields={name: kind_and_length(value) for name, value in one.values.items()},
        )
        for one in looked
    ]
