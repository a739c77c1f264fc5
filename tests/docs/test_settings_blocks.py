"""Every block of settings on the pages passes `relay check --strict`, with what it leaves out filled in."""

import base64
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest

from handlers.pipelines import PIPELINES
from handlers.vendors import VENDORS
from mapping.parsing import dump_json
from mapping.strict_yaml import YamlError
from mapping.strict_yaml import read as read_yaml
from relay.settings.judging import judge_written
from relay.settings.kinds import names_of
from relay.settings.model import FlowSettings, Settings
from relay.settings.secret_sources import SecretSources
from relay.settings.written import read_text
from tests.deploy.example import EXAMPLE

HOUSE: Final = Path(__file__).parents[2]
PAGES: Final = [HOUSE / "README.md", *sorted((HOUSE / "docs").glob("*.md"))]

OTHERS: Final = frozenset({"order", "services", "networks", "scrape_configs"})
"""What a block begins with that is an order, or a file of Docker or Prometheus."""

OF_SENDERS: Final = frozenset({"lines", "identity", "format"})
"""What stands in a connection to a sender, and in no flow."""

CONNECTIONS: Final[dict[str, dict[str, Any]]] = {
    "afas": {"environment": "12345", "client_id": "${CLIENT_ID}", "client_secret": "${CLIENT_SECRET}"},
    "accountview": {"company": "DEMO", "client_id": "${CLIENT_ID}", "client_secret": "${CLIENT_SECRET}"},
    "webhook": {"allow": ["203.0.113.7"]},
}
VENDOR_OF: Final = {
    "afas": "afas",
    "erp": "afas",
    "profit": "afas",
    "books": "accountview",
    "shop": "webhook",
    "webshop": "webhook",
}
"""What the pages call their connections."""

LEVELS: Final = {
    "path": "/stock/{code}",
    "method": "PUT",
    "repeat": "idempotent_method",
    "shop_deducts_open_orders": False,
}
"""How levels are posted, where a page does not say."""

SAID: Final[dict[str, Any]] = {
    "receivables_account": {"default": "1300"},
    "payment_condition": {"default": "30", "unmapped": "default"},
}
SECRET: Final = base64.b64encode(bytes(range(7, 39))).decode()
KEYS: Final = {"PAYLOAD_KEY": base64.b64encode(bytes(range(32))).decode(), "INDEX_KEY": SECRET}


class Block(NamedTuple):
    """A block of YAML on a page, and each way to read it: where it says a thing twice, each line says one."""

    place: str
    readings: list[Any]


def blocks() -> Iterator[Block]:
    for page in PAGES:
        text = page.read_text("utf-8")
        for match in re.finditer(r"^( *)```ya?ml\n(.*?)^\1```", text, re.MULTILINE | re.DOTALL):
            place = f"{page.name}:{text[: match.start()].count(chr(10)) + 1}"
            yield Block(place, list(readings(match[2])))


def readings(text: str) -> Iterator[Any]:
    try:
        yield read_yaml(text)
    except YamlError:
        yield from map(read_yaml, text.splitlines())


def as_file(said: Any) -> dict[str, Any] | None:
    """The parts of relay.yaml that a block is of; None where it is no settings."""
    if isinstance(said, list):
        return {"flows": {"shop-orders": {"mapping": said}}}
    first, inner = next(iter(said.items()))
    if first in OTHERS:
        return None
    if said.keys() <= set(names_of(Settings)):
        return dict(said)
    return of_a_connection(said, inner) or of_a_flow(said)


def of_a_connection(said: dict[str, Any], inner: Any) -> dict[str, Any] | None:
    """Connections by name, or what stands in one; None where it stands in none."""
    if isinstance(inner, dict) and "vendor" in inner:
        return {"connections": said}
    rows = said.get("mapping", [{}])
    if said.keys() & OF_SENDERS or "each" in rows[0]:
        shaped = {} if "mapping" in said else {"mapping": [{"to": "number", "from": "posted.number"}]}
        return {"connections": {"shop": {"format": "woocommerce", **shaped, **said}}}
    return None


def of_a_flow(said: dict[str, Any]) -> dict[str, Any]:
    """A flow that says this, or whose settings or rows do."""
    if "when" in said:
        said = {"mapping": [{"to": "SO_HDR.COMMENT2", "const": "x", **said}]}
    elif not said.keys() <= set(names_of(FlowSettings)):
        said = {"settings": said}
    return {"flows": {"afas-orders" if "poll" in said else "shop-orders": said}}


def completed(said: dict[str, Any]) -> dict[str, Any]:
    """The file with what a page leaves out: the other end of a flow, how a system lets the relay in, Redis and keys."""
    connections, flows = dict(said.get("connections", {})), dict(said.get("flows", {}))
    for name, flow in (flows or ({} if connections else {"shop-orders": {}})).items():
        source = "afas" if name.startswith("afas") else "shop"
        flows[name] = {"entity": "order", "from": source, "to": "books", "write": True, **flow}
    send_levels_to_a_shop(flows, connections)
    for name, connection in connections.items():
        if all(name not in {flow["from"], flow["to"]} for flow in flows.values()):
            is_target = vendor_of(name, connection) == "accountview"
            ends = {"from": "shop", "to": name} if is_target else {"from": name, "to": "books"}
            flows[f"of-{name}"] = {"entity": "order", "write": True, **ends}
    sources = {flow["from"] for flow in flows.values()}
    for name in sorted({*connections, *sources, *(flow["to"] for flow in flows.values())}):
        connection = connections.get(name, {})
        vendor = vendor_of(name, connection)
        connections[name] = {"vendor": vendor, **CONNECTIONS[vendor], **connection}
        if name in sources and len(sources) > 1:
            connections[name].setdefault("reference_prefix", f"{name[:1].upper()}-")
    for flow in flows.values():
        complete(flow, connections[flow["from"]])
    redis = {"payload_url": "redis://payload:6379/0", "state_url": "redis://state:6379/0"}
    keys = {"payload": ["${PAYLOAD_KEY}"], "index": "${INDEX_KEY}"}
    return {"redis": redis, "keys": keys, **said, "connections": connections, "flows": flows}


def send_levels_to_a_shop(flows: dict[str, Any], connections: dict[str, Any]) -> None:
    """Where a page does not say between which systems a flow of stock goes, since AccountView takes none."""
    for flow in flows.values():
        if flow["entity"] == "stock" and flow["to"] == "books":
            flow |= {"from": "afas", "to": "webshop"}
            connections["webshop"] = {"posts": {"address": "https://webshop.example.com", "stock": LEVELS}}


def complete(flow: dict[str, Any], source: dict[str, Any]) -> None:
    """Add to a flow, and to where it comes from, what a page leaves out of them."""
    is_of_products = flow["entity"] == "product"
    is_about_somebody = flow["entity"] not in {"product", "stock"}
    flow["settings"] = {**(SAID if is_about_somebody else {}), **flow.get("settings", {})}
    if is_of_products and source["vendor"] == "afas":
        source.setdefault("products", {"all_administrations": True})
    if flow["entity"] == "stock" and source["vendor"] == "afas":
        source.setdefault("stock", {"all_administrations": True})
        flow.setdefault("poll", {"every": "5m", "refresh": "15m"})
    if source["vendor"] != "webhook":
        flow.setdefault("poll", {"every": "5m"})


def vendor_of(name: str, connection: dict[str, Any]) -> str:
    return str(connection.get("vendor") or VENDOR_OF[name])


def findings_in(text: str) -> list[str]:
    names = dict.fromkeys(re.findall(r"\$\{(\w+)\}", text), "q7Zk0Vx4Tn9Lw2RbH3sD8fGm")
    standard = dict.fromkeys(("SHOP_SECRET", "SHOP_SIGNING_SECRET"), SECRET)
    environment = {**names, **standard, **KEYS}
    judged = judge_written(read_text(text, "relay.yaml"), SecretSources(environment), VENDORS, PIPELINES)
    return [str(finding) for finding in judged.findings]


FOUND: Final = list(blocks())
OURS: Final = [(block.place, file) for block in FOUND for said in block.readings if (file := as_file(said)) is not None]


@pytest.mark.parametrize(("place", "file"), OURS, ids=[place for place, _ in OURS])
def test_a_block_of_settings_has_neither_a_mistake_nor_anything_odd(place: str, file: dict[str, Any]) -> None:
    assert findings_in(dump_json(completed(file)).decode()) == []


def test_most_pages_with_settings_are_tried() -> None:
    assert len(OURS) > 40
    assert len({place.partition(":")[0] for place, _ in OURS}) >= 12


def test_the_example_that_the_steps_of_the_readme_copy_has_nothing_odd() -> None:
    assert findings_in(EXAMPLE.read_text("utf-8")) == []
