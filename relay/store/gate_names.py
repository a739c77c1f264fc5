"""Names each breaker by what it concerns and by the settings under which it was opened.

With other settings a breaker has another name: what was refused under the former ones bars nothing under the new, and
a process that still runs the former ones can bar nobody but itself.
"""

from dataclasses import dataclass, replace
from typing import Final, Self

from relay.errors import Scope

_VERSION: Final = "@"
_PART: Final = "|"
_BLANK: Final = "+"


@dataclass(frozen=True, slots=True)
class GateName:
    """The breaker of a connection, or of one ``call`` or one ``flow`` at it; ``version`` is that of the settings."""

    connection: str
    version: str = ""
    call: str = ""
    flow: str = ""

    def __str__(self) -> str:
        """The name in Redis, without blanks.

        >>> str(GateName("afas", "0a1b2c", call="GET Profit_Debtor"))
        'afas@0a1b2c|call|GET+Profit_Debtor'
        """
        whole = f"{self.connection}{_VERSION}{self.version}" if self.version else self.connection
        if self.scope is Scope.CONNECTION:
            return whole
        return _PART.join((whole, self.scope, _BLANK.join((self.call or self.flow).split())))

    @classmethod
    def read(cls, text: str) -> Self:
        """The name that a text in Redis is of.

        >>> GateName.read(str(GateName("afas", "0a1b2c", flow="afas-orders"))).flow
        'afas-orders'
        """
        whole, _, part = text.partition(_PART)
        connection, _, version = whole.partition(_VERSION)
        scope, _, about = part.partition(_PART)
        name = cls(connection, version)
        if not scope:
            return name
        return replace(name, **{scope: about.replace(_BLANK, " ")})

    @property
    def scope(self) -> Scope:
        """What it concerns."""
        if self.call:
            return Scope.CALL
        return Scope.FLOW if self.flow else Scope.CONNECTION
