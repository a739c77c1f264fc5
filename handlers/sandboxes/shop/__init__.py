"""A system that is posted to: a shop, or anything else that takes JSON, as well or badly as a test wants it."""

from handlers.sandboxes.shop.behaviour import Behaviour, Fault
from handlers.sandboxes.shop.books import ShopBooks, Stored
from handlers.sandboxes.shop.server import ShopSandbox, Taken

__all__ = ["Behaviour", "Fault", "ShopBooks", "ShopSandbox", "Stored", "Taken"]
