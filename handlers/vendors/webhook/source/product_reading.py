"""What both shops have in common where products are posted: posts that tell of one together, HTML and pictures."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final, Protocol
from urllib.parse import unquote, urlsplit

from handlers.vendors.webhook.source.notices import bare_id
from handlers.vendors.webhook.source.shop_reading import objects
from mapping.clean_text import clean_document, visible
from mapping.documents.product import MOST_IMAGES
from mapping.problems import Problem
from relay.roles import Json, Known, Relations
from words.told import Told

MOST_VARIANTS: Final = 2048
"""As many as Shopify lets a product have."""

_HTML: Final = frozenset({"body_html", "description", "short_description"})
"""Fields that hold HTML: an entity in them stands for a sign of the text, and would be read as a tag once undone."""

Post = Mapping[str, Any]
"""What a shop posted of one thing."""


class ProductPosts(Protocol):
    """How the posts of one shop about products hang together."""

    def number_of(self, posted: Post) -> str:
        """The number of the product that a post, or a part of one, is about."""
        ...

    def relations(self, posted: Post) -> Relations:
        """As :class:`relay.roles.Splits` has it."""
        ...

    def split(self, posted: Post, known: Known) -> Sequence[Json] | Told:
        """As :class:`relay.roles.Splits` has it."""
        ...

    def lacks(self, posted: Post) -> Problem | None:
        """What a product cannot be carried without and no post has told; None where all is there."""
        ...


def clean_product(posted: Post) -> dict[str, Any]:
    """A post with its texts cleaned, but for the HTML in it, of which only signs go that nobody sees.

    >>> clean_product({"name": "S &amp; M", "description": "<b>&lt;S&gt;</b>", "parent": {"description": "&lt;"}})
    {'name': 'S & M', 'description': '<b>&lt;S&gt;</b>', 'parent': {'description': '&lt;'}}
    """
    cleaned = {name: clean_document(value) for name, value in posted.items() if name not in _HTML}
    if isinstance(posted.get("parent"), Mapping):
        cleaned["parent"] = clean_product(posted["parent"])
    return {name: visible(value) if name in _HTML else cleaned[name] for name, value in posted.items()}


def later(*stamps: Any) -> str:
    """The latest of several moments, as it was posted; empty where none is one.

    >>> later("2026-11-20T10:00:00+01:00", None, "2026-11-20T09:30:00Z")
    '2026-11-20T09:30:00Z'
    """
    known = [(moment, stamp) for stamp in stamps if (moment := moment_of(stamp)) is not None]
    return max(known)[1] if known else ""


def moment_of(stamp: Any) -> datetime | None:
    """The aware moment of a stamp; one without a zone is in UTC, and None where it is none."""
    try:
        moment = datetime.fromisoformat(stamp) if isinstance(stamp, str) else None
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment


def list_images(posted: Any, stamp: str) -> list[dict[str, Any]]:
    """The pictures of a list in its order, each at its place, as rows read them; ``stamp`` names the field with theirs.

    One without an id or an address is none: WooCommerce so tells its stand-in for a picture.
    """
    known = [one for one in objects(posted) if bare_id(one.get("id")) not in {"", "0"} and one.get("src")]
    return [
        {
            "id": bare_id(one["id"]),
            "place": place,
            "src": one["src"],
            "file_name": _file_name(one["src"]),
            "stamp": one.get(stamp),
        }
        for place, one in enumerate(known[:MOST_IMAGES], start=1)
    ]


def _file_name(address: Any) -> str:
    """The last part of an address, without what stands behind it.

    >>> _file_name("https://cdn.example.com/s/files/oak%20board.jpg?v=1")
    'oak board.jpg'
    """
    try:
        return unquote(urlsplit(address).path).rpartition("/")[2] if isinstance(address, str) else ""
    except ValueError:
        return ""
