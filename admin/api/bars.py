"""What is not called now, as the resources of connections and flows show it: the cause, and when and how it ends."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from admin.api.resource import moment
from relay.errors import Scope
from relay.line.once.breakers import Breaker


class BarRow(BaseModel):
    """A connection, one flow at it or one kind of call, left alone until a try works."""

    scope: Scope = Field(description="What is left alone: the whole connection, one kind of call, or one flow.")
    connection: str
    flow: str | None = Field(description="The flow, where it is one.")
    call: str | None = Field(description="The kind of call, where it is one, such as GET Profit_Debtor.")
    verdict: Literal["down", "barred", "common"] = Field(
        description="It does not answer; it refuses; it gives different records the same unexplained answer."
    )
    why: str = Field(description="The whole of it in a sentence.")
    cause: str | None = Field(description="What was answered last; null where that is not known.")
    code: str | None = Field(description="The code of `cause`, the same whenever the cause is; or null.")
    since: datetime | None
    until: datetime = Field(description="When it is tried again by itself.")
    remedy: str = Field(description="What lifts it before.")


def bar_rows(breakers: Sequence[Breaker], *, connection: str = "", flow: str = "") -> list[BarRow]:
    """Those of a connection, or of one flow alone."""
    wanted = [one for one in breakers if (connection and one.gate.connection == connection) or _is_of(one, flow)]
    return [_row(breaker) for breaker in wanted]


def _is_of(breaker: Breaker, flow: str) -> bool:
    return bool(flow) and breaker.gate.flow == flow


def _row(breaker: Breaker) -> BarRow:
    gate, reason = breaker.gate, breaker.reason
    return BarRow(
        scope=gate.scope,
        connection=gate.connection,
        flow=gate.flow or None,
        call=gate.call or None,
        verdict=breaker.verdict if breaker.verdict in {"barred", "common"} else "down",
        why=str(breaker),
        cause=str(reason) if reason else None,
        code=reason.code if reason else None,
        since=moment(breaker.since_ms) if breaker.since_ms else None,
        until=moment(breaker.until_ms),
        remedy=str(breaker.lifted_by()),
    )
