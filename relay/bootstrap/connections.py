"""Opens the connections of relay.yaml with the vendor that each of them names; none of it makes a call."""

from collections.abc import Callable, Mapping

from handlers.exchange.send import Session
from handlers.vendors import VENDORS
from relay.errors import StartError
from relay.line.once.tokens import SealedTokens
from relay.roles import Connection, Gate
from relay.settings import Settings
from relay.settings.names import CONNECTION, require_known
from words.told import Told


def connect(
    settings: Settings,
    session: "Session | None",
    tokens: Mapping[str, SealedTokens],
    gates: Mapping[str, Gate],
) -> dict[str, Connection]:
    """Every connection by name. Opening one makes no call; without a session none can be made."""
    return {
        name: VENDORS[connection.vendor].open(name, connection, session, tokens.get(name), gates.get(name))
        for name, connection in settings.connections.items()
    }


async def authorise(
    settings: Settings,
    name: str,
    session: Session,
    tokens: Mapping[str, SealedTokens],
    show: Callable[[str], None],
    ask: Callable[[], str] | None,
) -> None:
    """Let a person give the relay access to a connection. Raises StartError and what the vendor raises.

    ``show`` is given the address of the vendor's page; ``ask`` asks the person for the code that they see there.
    """
    require_known(CONNECTION, name, settings.connections)
    connection = settings.connections[name]
    letting_in = VENDORS[connection.vendor].authorise
    if letting_in is None:
        raise StartError(Told("line.no_authorisation_needed", connection=name, vendor=connection.vendor))
    await letting_in(connection, session, tokens[name], open_url=show, ask_code=ask)
