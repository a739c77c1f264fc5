"""Posts that are no state of a customer: a deletion, a merge, a request about privacy, or news that nobody carries.

Told apart by what they hold, and not by the header with their topic: shops sign the body, and no header.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from mapping.functions import is_empty
from mapping.problems import WHOLE, DocumentError, Problem
from words.told import Told


@dataclass(frozen=True, slots=True)
class Notice:
    """What a post comes to that no row reads: ``says`` are the fields of the canonical document.

    ``lane`` is the number under which it is carried where that is not the document's own, so that it takes no other
    post's place. With ``passed_over`` nothing comes of it, and that is why.
    """

    says: Mapping[str, Any]
    lane: str = ""
    passed_over: Told | None = None

    @property
    def reference(self) -> str:
        """The number under which it is carried."""
        return self.lane or str(self.says.get("number", ""))


def pass_over(number: str, why: Told) -> Notice:
    """The notice of a post of which nothing comes."""
    return Notice({"number": number}, passed_over=why)


def is_deletion(posted: Mapping[str, Any], ids: frozenset[str]) -> bool:
    """Whether nothing but its ids is told of a record, as both shops do when it is deleted."""
    return all(is_empty(value) for name, value in posted.items() if name not in ids)


def bare_id(value: Any) -> str:
    """An id as text, also out of a global id; empty where there is none.

    >>> bare_id(8658316394062), bare_id("gid://shopify/Customer/8658316394062"), bare_id(None)
    ('8658316394062', '8658316394062', '')
    """
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        return ""
    return str(value).strip().rpartition("/")[2]


def refuse_order(posted: Mapping[str, Any], why: Told) -> None:
    """Raise DocumentError for an order: its id would pass for that of something else."""
    if isinstance(posted.get("line_items"), list):
        raise DocumentError([Problem(WHOLE, why, Told("webhook.post_orders_elsewhere"))])
