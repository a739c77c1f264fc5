"""The applications behind both listeners of `relay serve`, made of the assembled relay."""

from aiohttp import web

from admin.app import AdminView, make_admin_app
from relay.bootstrap.program import Program
from relay.intake.app import make_intake_app
from relay.intake.codes import OneTimeCodes
from relay.intake.door import Door, DoorFlow
from relay.line.related_posts import RelatedPosts
from relay.roles import PolledSource
from relay.settings.allow_lists import allow_lists


def intake_of(program: Program) -> web.Application:
    """The public listener's application."""
    lists = allow_lists(program.settings)
    flows = {
        name: DoorFlow(
            flow=opened.flow,
            allow=lists[name].networks,
            source=opened.source,
            accepts_documents=not isinstance(opened.source, PolledSource),
            polls=program.settings.flows[name].poll is not None,
            connection=program.settings.connections[opened.flow.source],
            allow_setting=lists[name].setting,
        )
        for name, opened in program.flows.items()
    }
    door = Door(
        flows,
        program.acceptor,
        program.store,
        program.activity,
        program.settings.server,
        delivery_window=program.settings.retention.deliveries,
        metrics=program.metrics,
        codes=OneTimeCodes(program.store, program.vault),
        related=RelatedPosts(program.store, program.vault, program.queue),
    )
    return make_intake_app(door)


def admin_of(program: Program) -> web.Application:
    """The operators' listener's application."""
    flows, settings = [opened.flow for opened in program.flows.values()], program.settings.admin
    return make_admin_app(
        AdminView(
            flows=flows,
            activity=program.activity,
            store=program.store,
            operations=program.operations(),
            token=settings.token,
            allow=settings.allow,
            trying=program.trying(),
        )
    )
