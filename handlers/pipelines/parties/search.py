"""Where the customers of a flow are looked for, and by which settings: what every look at one of them needs."""

from dataclasses import dataclass
from typing import Protocol

from handlers.contracts.addresses import AddressTarget
from handlers.contracts.debtors import DebtorTarget
from handlers.pipelines.parties.settings import PartySettings
from relay.line.once.intents import Intents
from relay.line.once.links import Links
from relay.model import Flow


class PartyTarget(DebtorTarget, AddressTarget, Protocol):
    """A system that keeps debtors, and where each of them has goods delivered."""


@dataclass(frozen=True, slots=True)
class Search:
    """The system that a flow's customers are looked for in, the flow's settings, and what the relay remembers."""

    flow: Flow
    settings: PartySettings
    target: PartyTarget
    links: Links
    intents: Intents
