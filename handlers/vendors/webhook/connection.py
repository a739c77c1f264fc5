"""What a connection to a system that posts its own JSON needs in relay.yaml."""

from typing import Literal

from pydantic import BaseModel, Field

from relay.settings.connections import ConnectionSettings
from relay.settings.types import FROZEN


class DocumentIdentity(BaseModel):
    """Where a document says what it is, as paths in dots."""

    model_config = FROZEN

    reference: str = Field(default="number", description="The field with the document's own number.")
    version: str | None = Field(
        default="updated_at",
        description="A field that changes with every change of the document. Without it the content tells.",
    )


class WebhookConnection(ConnectionSettings):
    """A system that posts documents in the relay's own format."""

    vendor: Literal["webhook"]
    identity: DocumentIdentity = DocumentIdentity()
