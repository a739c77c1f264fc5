"""What the operators' listener is given to show."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from aiohttp import web
from pydantic import SecretStr

from relay.care.activity import Activity
from relay.care.operations import Operations
from relay.care.trying import Trying
from relay.http.address import Networks
from relay.model import Flow
from relay.store.store import Store


@dataclass(frozen=True, slots=True)
class AdminView:
    """Flows, their story, what can be done to it, and who may see and do that.

    Without a ``token`` the listener is closed. ``allow`` lists the addresses that may reach it; empty means this
    machine only.
    """

    flows: Sequence[Flow]
    activity: Activity
    store: Store
    operations: Operations
    token: SecretStr | None
    allow: Networks
    trying: Trying


VIEW: Final = web.AppKey("view", AdminView)
