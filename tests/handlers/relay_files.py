"""A relay.yaml over the real vendors and pipelines, for the tests of their rules about it."""

import base64
from pathlib import Path
from textwrap import indent

from handlers.pipelines import PIPELINES
from handlers.vendors import VENDORS
from relay.settings.file import judge
from relay.settings.findings import Finding

_FILE = """
redis: {{payload_url: "redis://127.0.0.1:6379/0", state_url: "redis://127.0.0.1:6380/0"}}
keys: {{payload: ["${{PAYLOAD_KEY}}"], index: "${{INDEX_KEY}}"}}
connections:
  shop: {{vendor: webhook, allow: [203.0.113.7], reference_prefix: "S1-"}}
  books:
{books}
flows:
  orders:
    entity: order
    from: shop
    to: books
    write: true
    settings:
      payment_condition: {{default: "30"}}
{settings}
"""

_ENVIRONMENT = {
    "PAYLOAD_KEY": base64.b64encode(bytes(range(32))).decode(),
    "INDEX_KEY": base64.b64encode(bytes(range(32, 64))).decode(),
    "ID": "5b2a7c9e1d",
    "SECRET": "Zk3v9Qw7Lr2Tn8Xc5Bm1",
}

_BOOKS = {
    "accountview": "vendor: accountview\ncompany: DEMO\n",
    "afas": 'vendor: afas\nenvironment: "12345"\nadministration: 1\n',
}
_SIGNED_IN = 'client_id: "${ID}"\nclient_secret: "${SECRET}"\n'

SETTINGS = ("flows", "orders", "settings")
BOOKS = ("connections", "books")


def found_in(folder: Path, settings: str = "", *, to: str = "accountview", books: str = "") -> list[Finding]:
    """All that is found in a file whose flow, and whose connection to these books, say this besides the usual."""
    path = folder / "relay.yaml"
    connection = indent(_BOOKS[to] + _SIGNED_IN + books, " " * 4)
    path.write_text(_FILE.format(books=connection, settings=indent(settings, " " * 6)), "utf-8")
    return list(judge(path, _ENVIRONMENT, VENDORS, PIPELINES).findings)
