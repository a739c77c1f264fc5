"""The operators' listener as one application: its route table, its guard, and the marks that every answer bears."""

from collections.abc import Mapping
from typing import Final

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler

from admin.access import FailedLogins, guard
from admin.api.cancellations import CancelResource
from admin.api.connections import ConnectionsResource
from admin.api.debtors import EventDebtorResource, EventRelinkResource
from admin.api.events import EventResource, EventsResource
from admin.api.filter_previews import FilterResource
from admin.api.flows import FlowsResource
from admin.api.health import HealthResource
from admin.api.metrics import tell_metrics
from admin.api.moves import MoveResource
from admin.api.openapi import describe, tell_description
from admin.api.processes import ProcessesResource
from admin.api.reconciliations import ReconcileResource
from admin.api.records import RecordsResource
from admin.api.refreshes import RefreshResource
from admin.api.refusals import RefusalsResource
from admin.api.replays import EventReplayResource, ReplaysResource
from admin.api.trials import EventTrialResource
from admin.api.tries import TryResource
from admin.unknown import refuse_unknown
from admin.view import VIEW, AdminView
from relay.http.answers import RefusalLog, problem_answers
from relay.intake.health import tell_alive

__all__ = ["AdminView", "make_admin_app"]

RESOURCES = {
    "/api/connections": ConnectionsResource,
    "/api/connections/{name}/try": TryResource,
    "/api/flows": FlowsResource,
    "/api/events": EventsResource,
    "/api/events/{event_id:[0-9a-f]{32}}": EventResource,
    "/api/events/{event_id:[0-9a-f]{32}}/replay": EventReplayResource,
    "/api/events/{event_id:[0-9a-f]{32}}/cancel": CancelResource,
    "/api/events/{event_id:[0-9a-f]{32}}/debtor": EventDebtorResource,
    "/api/events/{event_id:[0-9a-f]{32}}/relink": EventRelinkResource,
    "/api/events/{event_id:[0-9a-f]{32}}/trial": EventTrialResource,
    "/api/replays": ReplaysResource,
    "/api/flows/{name}/reconcile": ReconcileResource,
    "/api/flows/{name}/move-events": MoveResource,
    "/api/flows/{name}/refresh": RefreshResource,
    "/api/flows/{name}/records": RecordsResource,
    "/api/flows/{name}/filter": FilterResource,
    "/api/refusals": RefusalsResource,
    "/api/health": HealthResource,
    "/api/processes": ProcessesResource,
}
"""Every resource of the JSON API: one file in ``admin/api``, one line here."""

PLAIN: Final[Mapping[str, Handler]] = {"/api/openapi": tell_description, "/api/metrics": tell_metrics}
"""The resources that do not answer with JSON of the API's models, and are left out of its description."""

OPEN: Final[Mapping[str, Handler]] = {"/healthz": tell_alive}
"""The routes that need no token."""


def make_admin_app(view: AdminView) -> web.Application:
    """The application behind the admin listener; :func:`relay.http.serve.serve_app` opens it."""
    let_in = guard(view.token, view.allow, frozenset(OPEN), FailedLogins())
    app = web.Application(middlewares=[problem_answers(RefusalLog()), let_in, refuse_unknown])
    app[VIEW] = view
    app.on_response_prepare.append(_mark)
    for path, resource in RESOURCES.items():
        app.router.add_view(path, resource)
    for path, handler in (*OPEN.items(), *PLAIN.items()):
        app.router.add_get(path, handler)
    describe(app)
    return app


async def _mark(_: web.Request, response: web.StreamResponse) -> None:
    """What is shown here stays out of every cache, and is never taken for another type."""
    response.headers[hdrs.CACHE_CONTROL] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
