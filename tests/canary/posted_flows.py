"""The settings by which orders and customers of the canary's shop are posted to a system that quotes them."""

from typing import Any


def posted_flows(written: dict[str, Any], address: str, connection: dict[str, Any]) -> None:
    """Let orders and customers of the shop be posted besides."""
    at_its_id = {"method": "PUT", "path": "/customers/{number}"}
    posts = {
        "address": address,
        "signing_secrets": ["${POSTED_SECRET}"],
        "orders": {"path": "/orders", "id": "id", "repeat": "idempotent_key"},
        "customers": {"path": "/customers", "update": at_its_id, "id": "id", "repeat": "none"},
    }
    soon = {"first_pause": "100ms", "longest_pause": "200ms", "longest_barred_pause": "200ms"}
    written["connections"]["web"] = {**connection, "breaker": soon, "posts": posts}
    for entity in ("order", "customer"):
        written["flows"][f"posted-{entity}s"] = {"entity": entity, "from": "shop", "to": "web", "write": True}
