"""Where a system delivers: the delivery addresses of its debtors."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from handlers.contracts.parties import Party
from handlers.contracts.records import Fields, RecordTarget
from mapping.problems import Problem


@dataclass(frozen=True, slots=True)
class FoundAddress:
    """A delivery address of a debtor as it stands in the target."""

    number: str
    fields: Fields


class AddressTarget(RecordTarget, Protocol):
    """Finds and makes delivery addresses."""

    async def find_addresses(self, debtor: str) -> Sequence[FoundAddress]:
        """All delivery addresses of a debtor."""
        ...

    def check_address(self, party: Party) -> Sequence[Problem]:
        """All that this target would refuse of a delivery address, without a call."""
        ...

    def address_fields(self, party: Party) -> Fields:
        """The delivery address as this target wants it, with the debtor in it once there is one. Raises Hold."""
        ...

    def shortened_address(self, party: Party) -> Sequence[str]:
        """The address's fields whose text is longer than they keep, and is cut, moved or left out as settings say."""
        ...

    async def require_owner_of_addresses(self, debtor: str) -> None:
        """Raise Hold where no delivery address can be made under this debtor, as far as is told; reads only."""
        ...

    async def create_address(self, fields: Fields) -> str | None:
        """Make a delivery address."""
        ...
