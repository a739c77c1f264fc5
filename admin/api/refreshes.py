"""``POST /api/flows/{name}/refresh``: what changed settings would change of all records of a flow; and carry it."""

from http import HTTPStatus

from aiohttp_pydantic.oas.typing import r200
from pydantic import BaseModel, Field, StrictBool

from admin.api.reconciliations import SystemAway
from admin.api.resource import RequestBody, Resource, answer
from relay.care.refreshing import Preview
from relay.errors import RunEnd
from relay.http.problems import Refusal
from words.told import Told


class RefreshRequest(RequestBody):
    """Whether to carry what would change."""

    carry: StrictBool = Field(default=False, description="Have it carried, instead of counting it.")


class RefreshAnswer(BaseModel):
    """What carrying all records again would change; all counts are 0 where it is carried from now on."""

    flow: str
    carried_from_now_on: bool = Field(description="Workers carry it; `full_read` of the flow tells how far they are.")
    read: int = Field(description="Records of the source.")
    new: int = Field(description="Those that the target does not have from this flow.")
    changed: int = Field(description="Those of which at least one field would change.")
    held: int = Field(description="Those that would be held or left out.")
    unread: int = Field(description="What could not be read at the source.")
    fields: dict[str, int] = Field(description="By field of the target: in how many records it would change.")


class FlowNotRefreshed(Refusal):
    """The flow is there, and has nothing that could be carried again."""

    status = HTTPStatus.CONFLICT
    kind = "flow-not-refreshed"
    title = Told("admin.flow_not_refreshed_title")
    detail = Told("admin.flow_not_refreshed")


class RefreshResource(Resource):
    """The refreshing of one flow."""

    async def post(self, name: str, /, body: RefreshRequest) -> r200[RefreshAnswer]:
        """Count what would change, record by record, without asking the target; this may take minutes. Or carry it.

        Tags: flows
        """
        refreshing = self.shown.operations.refreshing
        self.require_flow_of_path(name)
        if name not in refreshing.names:
            raise FlowNotRefreshed
        try:
            if body.carry:
                await refreshing.begin(name)
                return answer(describe_refresh(Preview(name), carried=True))
            return answer(describe_refresh(await refreshing.preview(name)))
        except RunEnd as end:
            raise SystemAway(end.told) from None


def describe_refresh(found: Preview, *, carried: bool = False) -> RefreshAnswer:
    """What a preview counted."""
    return RefreshAnswer(
        flow=found.flow,
        carried_from_now_on=carried,
        read=found.read,
        new=found.new,
        changed=found.changed,
        held=found.held,
        unread=found.unread,
        fields=dict(found.fields),
    )
