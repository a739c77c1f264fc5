"""The scenario of `relay demo`: both sandboxes with invented books, a webshop, and what is to become of each order."""

from handlers.sandboxes.demonstration.scenario import open_scenario

__all__ = ["open_scenario"]
