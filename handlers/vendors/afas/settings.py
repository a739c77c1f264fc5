"""What an AFAS connection needs in relay.yaml, checked when the file is read.

Sources: AFASSoftware/OASContent, markdownpages/profit/en (authentication, concepts, get-connector, troubleshooting,
webhooks).
"""

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial
from ipaddress import IPv4Address, IPv4Network, IPv6Network, summarize_address_range
from typing import Annotated, Any, ClassVar, Final, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, model_validator

from handlers.exchange.server_address import check_server_address
from handlers.vendors.afas.source.customers.settings import AfasCustomers
from handlers.vendors.afas.source.products.settings import AfasProducts
from handlers.vendors.afas.source.settings import AfasDocuments, AfasInvoices, AfasOrders
from handlers.vendors.afas.source.stock.settings import AfasStock
from handlers.vendors.afas.target.lookup_columns import AfasLookups
from handlers.vendors.afas.target.settings import AfasWriting
from relay.settings.connections import ConnectionSettings
from relay.settings.types import ClientId, Duration, Horizon, Secret
from words.mistake import Mistake
from words.told import Told

_RANGES: Final = {
    "afas-production": ("185.46.182.140", "185.46.182.179"),
    "afas-test": ("185.46.182.180", "185.46.182.199"),
    "afas-accept": ("185.46.182.44", "185.46.182.47"),
}
"""First and last address of each range that AFAS publishes for its endpoints, both included.

Source: https://help.afas.nl/help/NL/SMALLBUSINESS/App_Conect_WebSrv_Addrss.htm, which publishes them as the addresses
to reach AFAS at. That the webhooks of Profit leave from there as well is not confirmed: look at what the relay logs, or
ask AFAS, before relying on one of these lists alone.
"""

ADDRESS_PRESETS: Final[Mapping[str, Sequence[IPv4Network | IPv6Network]]] = {
    name: tuple(summarize_address_range(IPv4Address(first), IPv4Address(last)))
    for name, (first, last) in _RANGES.items()
}
"""What an ``allow`` in relay.yaml may name: each list as the fewest networks that cover exactly its range."""

_TOKEN = re.compile(r"<token><version>1</version><data>[0-9A-Fa-f]{64}</data></token>")


def check_environment(value: Any) -> Any:
    """Reduce an environment's name to the number that is in its address: ``O12345AA`` becomes ``12345``."""
    match = re.fullmatch(r"[OTA]?(\d{4,6})(?:[A-Z]{2})?", str(value).strip(), re.IGNORECASE)
    if match is None:
        raise Mistake(Told("afas.write_environment"))
    return match[1]


def check_token(secret: SecretStr) -> SecretStr:
    """Accept a classic token as AFAS shows it or already in base64; keep the base64. Raises Mistake."""
    text = secret.get_secret_value().strip()
    if not text.startswith("<"):
        try:
            text = base64.b64decode(text, validate=True).decode("ascii").strip()
        except (binascii.Error, ValueError):
            text = ""
    if _TOKEN.fullmatch(text) is None:
        raise Mistake(Told("afas.write_token"))
    return SecretStr(base64.b64encode(text.encode("ascii")).decode("ascii"))


_EXAMPLE: Final = "https://12345.rest.afas.online/ProfitRestServices"
ServerAddress = Annotated[str, AfterValidator(partial(check_server_address, example=_EXAMPLE, with_path=True))]


_Environment = (
    Annotated[str, Field(pattern=r"^\s*[OTAota]?\d{4,6}(?:[A-Za-z]{2})?\s*$")]
    | Annotated[int, Field(ge=1000, le=999_999)]
)


class AfasConnection(ConnectionSettings):
    """One AFAS Profit environment, reached through an app connector."""

    keeps_books: ClassVar[bool] = True

    vendor: Literal["afas"]
    environment: Annotated[str, BeforeValidator(check_environment, json_schema_input_type=_Environment)] = Field(
        description="Number of the environment: 12345, or its name, O12345AA."
    )
    kind: Literal["rest", "resttest", "restaccept"] = Field(
        default="rest", description="rest is production, resttest the test and restaccept the acceptance environment."
    )
    base_url: ServerAddress | None = Field(
        default=None, description="Replaces the address made of environment and kind. For a sandbox."
    )
    token: Annotated[Secret, AfterValidator(check_token)] | None = Field(
        default=None, description="Token of the app connector. AFAS ends these tokens on 15 February 2027."
    )
    client_id: ClientId | None = Field(default=None, description="OAuth 2.1: the client id of the app connector.")
    client_secret: Secret | None = Field(default=None, description="OAuth 2.1: the client secret.")
    integration_id: str | None = Field(
        default=None, pattern=r"^\d+_\d+$", description="Number of a certified integration: 12345_678900."
    )
    administration: int | None = Field(
        default=None,
        ge=1,
        description="Read: only what is of this one; left out: of all. Written: where the flow chooses none.",
    )
    language: Literal["nl-nl", "nl-be", "fr-fr", "de-de", "en-us"] = Field(
        default="nl-nl", description="Language of AFAS's messages."
    )
    total_timeout: Duration = Field(
        default=timedelta(seconds=120), description="For one call as a whole. AFAS itself stops after 15 minutes."
    )
    parallel_calls: int = Field(
        default=5, ge=1, le=8, description="How many calls may run at the same time. AFAS asks for at most 5."
    )
    commit_horizon: Horizon = Field(
        default=timedelta(seconds=900),
        description="How long after a write without an answer AFAS may still carry it out: it goes on for 15 minutes. "
        "For as long a change may appear under an earlier stamp, so polls read back further than that.",
    )
    invoices: AfasInvoices = AfasInvoices()
    page_size: int = Field(default=500, ge=1, le=2000, description="Rows a page.")
    orders: AfasOrders = AfasOrders()
    customers: AfasCustomers = AfasCustomers()
    products: AfasProducts = AfasProducts()
    stock: AfasStock = AfasStock()
    lookups: AfasLookups = AfasLookups()
    writing: AfasWriting = AfasWriting()
    events: Literal["hints"] = Field(
        default="hints", description="What AFAS posts says that something changed, and not what: it starts a poll."
    )
    hint_field: str = Field(default="EventId", min_length=1, description="The text that every event of AFAS has.")

    @model_validator(mode="after")
    def _has_one_way_in(self) -> Self:
        oauth = (self.client_id is not None, self.client_secret is not None)
        if any(oauth) and not all(oauth):
            raise Mistake(Told("afas.client_id_and_secret"))
        if any(oauth) == (self.token is not None):
            raise Mistake(Told("afas.one_way_in"))
        return self

    @property
    def documents(self) -> dict[str, AfasDocuments]:
        """The connectors and columns in which documents are read, by entity."""
        return {"order": self.orders, "invoice": self.invoices}

    @property
    def address(self) -> str:
        """The root of all URLs, without a final slash."""
        return self.base_url or f"https://{self.environment}.{self.kind}.afas.online/ProfitRestServices"

    @property
    def books(self) -> tuple[str, ...]:
        """The environment, and the administration in it."""
        return self.address, str(self.administration)
