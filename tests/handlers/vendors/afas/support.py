"""What the tests of this folder share: settings for a sandbox, a clock that is set by hand, and plain orders."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from handlers.sandboxes.afas import AfasSandbox
from handlers.vendors.afas.settings import AfasConnection

TOKEN = f"<token><version>1</version><data>{'0123456789ABCDEF' * 4}</data></token>"


def connection(base_url: str = "http://127.0.0.1:9", **changes: Any) -> AfasConnection:
    """Settings with the classic token above, unless changed."""
    credentials = {} if "client_id" in changes else {"token": TOKEN}
    values = {"vendor": "afas", "environment": "12345", "base_url": base_url, **credentials, **changes}
    return AfasConnection.model_validate(values)


def connection_to(sandbox: AfasSandbox, **changes: Any) -> AfasConnection:
    """Settings that the sandbox lets in."""
    return connection(sandbox.base_url, **{"token": sandbox.access.token, **changes})


def oauth_connection_to(sandbox: AfasSandbox, **changes: Any) -> AfasConnection:
    """The same with OAuth client credentials."""
    access = sandbox.access
    return connection(sandbox.base_url, client_id=access.client_id, client_secret=access.client_secret, **changes)


@dataclass
class Clock:
    """Aware time that stands still until it is moved; also counts seconds."""

    now: datetime = field(default_factory=lambda: datetime(2026, 11, 24, 9, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.now

    def seconds(self) -> float:
        return self.now.timestamp()

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


def order(number: str, lines: int = 1, **words: Any) -> dict[str, Any]:
    """An order in the sandbox's words."""
    header = {
        "number": number,
        "ordered_on": date(2026, 11, 23),
        "status": "confirmed",
        "company": "Bakkerij Van Dam B.V.",
        "email": "inkoop@bakkerijvandam.example.com",
        "invoice_street": "Voorbeeldstraat",
        "invoice_number": 12,
        "invoice_postcode": "1234 AB",
        "invoice_city": "Utrecht",
        "invoice_country": "NL",
    }
    line = {"item_type": "2", "sku": "BRD-001", "quantity": Decimal(2), "unit_price": Decimal("2.15")}
    return {"order": {**header, **words}, "lines": [dict(line) for _ in range(lines)]}


def orders(count: int, lines: int = 1, **words: Any) -> Iterable[dict[str, Any]]:
    """So many orders, numbered from 60000001."""
    return (order(f"{60_000_000 + index}", lines, **words) for index in range(1, count + 1))
