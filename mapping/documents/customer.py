"""The canonical customer record: a customer with their addresses, as a document of its own."""

from pydantic import BaseModel

from mapping.documents.party import DOCUMENT, Address, Customer
from mapping.documents.values import Moment, Reference


class CustomerRecord(BaseModel):
    """One customer as the source's master data has them."""

    model_config = DOCUMENT

    number: Reference
    updated_at: Moment | None = None
    customer: Customer
    billing_address: Address
    shipping_address: Address | None = None
    blocked: bool = False
