"""How to talk to a system: one folder a vendor, each with the same files."""

from handlers.vendors import accountview, afas, webhook
from relay.roles import Vendor

VENDORS: dict[str, Vendor] = {vendor.name: vendor for vendor in (afas.VENDOR, accountview.VENDOR, webhook.VENDOR)}
"""Every vendor by the name that relay.yaml knows it by."""
