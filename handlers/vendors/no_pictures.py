"""What a target says of pictures that has no place for any: one notice of a flow, and no error for each product."""

from handlers.contracts.images import Picture
from relay.errors import Hold
from words.told import Told


class TakesNoPictures:
    """Implements ``handlers.contracts.images.ImageTarget``."""

    @property
    def image_forms(self) -> frozenset[str]:
        """None."""
        return frozenset()

    @property
    def most_images(self) -> int:
        """None."""
        return 0

    async def put_image(self, code: str, place: int, picture: Picture) -> str | None:  # noqa: ARG002 - it takes none
        """Nobody asks that who looked at :attr:`image_forms`. Raises Hold."""
        raise Hold(Told("books.takes_no_pictures", code=code))

    async def remove_image(self, code: str, place: int) -> bool:  # noqa: ARG002 - it has none
        """No."""
        return False
