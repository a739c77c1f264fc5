"""The intake as one application: its routes, and the middleware that words every refusal."""

from aiohttp import web

from relay.http.answers import RefusalLog, problem_answers
from relay.http.body import continue_later
from relay.intake.admission import RULES, rules_of
from relay.intake.door import DOOR, Door
from relay.intake.entrance import SENDERS, make_senders
from relay.intake.examination import readers
from relay.intake.health import READINESS, ReadinessCheck, tell_alive, tell_ready
from relay.intake.hooks import receive
from relay.intake.limits import PLACES, Places
from relay.intake.refusing import remember_refusals
from relay.intake.triggers import trigger_poll
from relay.intake.whoami import tell_whoami


def make_intake_app(door: Door) -> web.Application:
    """The application behind the public listener; :func:`relay.http.serve.serve_app` opens it."""
    refusals = RefusalLog(count=lambda kind, cause: door.metrics.count("refusals", kind, cause))
    app = web.Application(client_max_size=door.server.body_limit, middlewares=[problem_answers(refusals)])
    app[DOOR] = door
    remember_refusals(app)
    app[RULES] = rules_of(door)
    app[PLACES] = Places()
    app[SENDERS] = make_senders(door)
    app[READINESS] = ReadinessCheck(door.store, door.activity, [one.flow for one in door.flows.values()])
    app.cleanup_ctx.append(readers)
    app.router.add_post("/hooks/{flow}", receive, expect_handler=continue_later)
    app.router.add_post("/triggers/{flow}", trigger_poll, expect_handler=continue_later)
    app.router.add_route("*", "/whoami", tell_whoami, expect_handler=continue_later)
    app.router.add_get("/healthz", tell_alive, expect_handler=continue_later)
    app.router.add_get("/readyz", tell_ready, expect_handler=continue_later)
    return app
