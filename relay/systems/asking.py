"""Asks a system who it is, and puts what it answers into the form in which the register keeps systems."""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Final

from relay.errors import Barred, Permanent, Transient
from relay.roles import Connection, SystemIdentity
from relay.systems.system_register import KnownSystem

ASKING: Final[ContextVar[bool]] = ContextVar("asking", default=False)
"""Whether this task asks a system who it is: such calls pass a gate that keeps all others out until it is known."""


async def ask_identity(
    name: str, vendor: str, connection: Connection, keyed_hash: Callable[..., str]
) -> tuple[KnownSystem, SystemIdentity | None]:
    """The system behind a connection as the register keeps it, and what it told; None where it cannot be asked.

    Raises what the vendor raises, but no failure to ask burns a try of the event that waits for the answer.
    """
    token = ASKING.set(True)
    try:
        told = await connection.identify()
    except Transient as error:
        error.burns_try = False  # whether a system answers says nothing about the event that waits for it
        raise
    except Permanent as error:
        raise error if isinstance(error, Barred) else Barred(error.told) from None
    finally:
        ASKING.reset(token)
    if told is None:
        shown = {"sender": name}
        return KnownSystem(vendor, keyed_hash("system", vendor, name), shown=shown, can_be_asked=False), None
    books = frozenset(keyed_hash("books", vendor, one) for one in told.books)
    return KnownSystem(vendor, keyed_hash("system", vendor, *told.key), books, dict(told.shown)), told
