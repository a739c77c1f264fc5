"""Where a system delivers: the delivery addresses of its debtors."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from handlers.contracts.drafts import Draft
from handlers.contracts.records import Fields, RecordTarget


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

    def address_fields(self, draft: Draft) -> Fields:
        """The delivery address as this target wants it, with the debtor in it once there is one. Raises Hold."""
        ...

    async def require_owner_of_addresses(self, debtor: str) -> None:
        """Raise Hold where no delivery address can be made under this debtor, as far as is told; reads only."""
        ...

    async def create_address(self, fields: Fields) -> str | None:
        """Make a delivery address."""
        ...
