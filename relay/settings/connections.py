"""What every connection has, whichever vendor it belongs to; a vendor's model adds its own fields."""

from datetime import timedelta
from typing import ClassVar, Final, Literal

from pydantic import BaseModel, Field

from relay.settings.networks import Networks
from relay.settings.outbound import OutboundSettings
from relay.settings.signatures import HeaderName, NoSignature, Signature
from relay.settings.types import FROZEN, Horizon, PositiveDuration

DELIVERY_KEY_HEADERS: Final = ("webhook-id", "Idempotency-Key", "X-Shopify-Webhook-Id", "X-GitHub-Delivery")
"""Where senders put the key of a delivery.

Sources: Standard Webhooks 1.0.0, draft-ietf-httpapi-idempotency-key-header, shopify.dev (Verify webhook deliveries) and
docs.github.com (Webhook events and payloads).

Not ``X-WC-Webhook-Delivery-ID``: WooCommerce makes it of the webhook's number and the second (get_new_delivery_id in
class-wc-webhook.php), so that two orders of one second share it, and the second would be refused.
"""


class RateLimit(BaseModel):
    """How much one client of a connection may send."""

    model_config = FROZEN

    per_minute: int = Field(default=30_000, ge=1, description="Requests a minute in the long run.")
    burst: int = Field(default=5000, ge=1, description="Requests at once, after a quiet time.")


class BreakerSettings(BaseModel):
    """When calls to a system stop for a while, since it is down."""

    model_config = FROZEN

    failures: int = Field(default=5, ge=1, description="Failures in a row that stop the calls.")
    share: float = Field(default=0.5, gt=0, le=1, description="The share of failed calls within a minute that does.")
    calls: int = Field(default=20, ge=1, description="Calls within a minute that it takes to judge by their share.")
    first_pause: PositiveDuration = Field(
        default=timedelta(seconds=5), description="Until the first probe; doubled with each that fails."
    )
    longest_pause: PositiveDuration = Field(
        default=timedelta(seconds=30),
        description="Between probes at the most, while it is down. After an outage calls begin again this much later.",
    )
    longest_barred_pause: PositiveDuration = Field(
        default=timedelta(minutes=5), description="The same while it does not let the relay in."
    )


class ConnectionSettings(BaseModel):
    """One system the relay talks to. Vendors subclass it; unknown fields are mistakes."""

    model_config = FROZEN

    calls_us: ClassVar[bool] = False
    """Whether this is a sender that only posts to the relay, and is never called."""

    keeps_books: ClassVar[bool] = False
    """Whether it keeps books, in which stock is counted goods; else what it is told of stock is for sale."""

    vendor: str = Field(description="Which kind of system this is: afas, accountview or webhook.")
    allow: Networks = Field(
        default=(),
        description="Addresses that may post to flows that start at this connection: networks, bare addresses, "
        "and names of lists that a vendor offers. Empty: nobody.",
    )
    signature: Signature = Field(
        default=NoSignature(), description="How senders prove who they are. `none`, and left out: by address only."
    )
    delivery_key_headers: tuple[HeaderName, ...] = Field(
        default=DELIVERY_KEY_HEADERS,
        description="Headers that may hold the key of a delivery. The first of them that is sent counts.",
    )
    rate_limit: RateLimit = Field(default=RateLimit(), description="How much one client may send, for each process.")
    events: Literal["documents", "hints"] = Field(
        default="documents",
        description="What is posted: documents, or hints that something changed, each of which starts a poll.",
    )
    hint_field: str = Field(default="id", min_length=1, description="The text that every hint has, such as its own id.")
    reference_prefix: str = Field(
        default="",
        max_length=10,
        pattern=r"^[A-Za-z0-9._-]*$",
        examples=["S1-"],
        description="Stands before this source's document numbers in the target, so that two sources never collide. "
        "Documents are known again by it: another prefix is refused, until `relay connection prefix` accepts it.",
    )
    connect_timeout: PositiveDuration = Field(default=timedelta(seconds=5), description="To open a connection.")
    total_timeout: PositiveDuration = Field(default=timedelta(seconds=60), description="For one call as a whole.")
    parallel_calls: int = Field(default=4, ge=1, le=64, description="How many calls may run at the same time.")
    calls_per_minute: int = Field(default=0, ge=0, description="Calls a minute of all workers together; 0: any number.")
    breaker: BreakerSettings = Field(default=BreakerSettings(), description="When to stop calling, and for how long.")
    outbound: OutboundSettings = Field(
        default=OutboundSettings(), description="Where calls may go whose address its documents give, as of pictures."
    )
    commit_horizon: Horizon = Field(
        default=timedelta(seconds=300),
        description="How long after a write without an answer the system may still carry it out.",
    )

    @property
    def books(self) -> tuple[str, ...] | None:
        """What is equal for two connections that lead to the same books; None where the settings cannot tell."""
        return None
