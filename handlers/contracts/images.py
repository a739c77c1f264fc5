"""What carrying pictures asks of the system they come from and of the one they go to: bytes while they are sent."""

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from mapping.documents.product import Image
from relay.errors import Hold

LARGEST = 20_000_000
"""The most bytes of one picture that are taken at all."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture's bytes, known by what they are and not by what anybody calls them.

    ``form`` is that of the bytes: ``jpeg``, ``png``, ``gif``, ``webp``, ``bmp``, ``tiff``. ``digest`` is a keyed hash
    of what is sent. Never shown, stored or logged.
    """

    content: bytes
    form: str
    digest: str
    file_name: str

    def __repr__(self) -> str:
        return f"Picture({self.form}, {len(self.content)} bytes)"


class NoPicturesTaken(Hold):
    """A target turns out to take no picture of any article; no person can mend that with a record."""


@runtime_checkable
class ImageSource(Protocol):
    """A source whose pictures its own connection fetches, since they are behind no open address."""

    async def fetch_image(self, image: Image, most: int) -> bytes | None:
        """The bytes of a picture, in whatever form; None where the source has it no longer.

        Raises Hold for one of more than ``most`` bytes, and what a read raises. The answer is never built whole in any
        other form: base64 within JSON is cut out as it comes.
        """
        ...


class ImageTarget(Protocol):
    """Takes the pictures of an article."""

    @property
    def image_forms(self) -> frozenset[str]:
        """The forms that it takes; empty where it takes no picture at all."""
        ...

    @property
    def most_images(self) -> int:
        """How many pictures an article may have."""
        ...

    async def put_image(self, code: str, place: int, picture: Picture) -> str | None:
        """Set the picture at a place, 1 being the main one, in the stead of whatever is there; safe to repeat.

        The target's own id of it, where it tells one. Raises NoPicturesTaken besides what a write raises.
        """
        ...

    async def remove_image(self, code: str, place: int) -> bool:
        """Take away the picture at a place; no where this target cannot."""
        ...
