"""How to talk to a system: one folder a vendor, each with the same files; seen one, seen all.

Beside the folders stands what vendors share, and what knows none of them: ``document_source`` and ``mapped_target`` are
the parts of a source and of a target that make no call, ``shipped_rows`` reads a preset, ``versions`` tells two
documents of one second apart, and ``opening`` is what the tables entity → opener share.
"""

from handlers.vendors import accountview, afas, webhook
from relay.roles import Vendor

VENDORS: dict[str, Vendor] = {vendor.name: vendor for vendor in (afas.VENDOR, accountview.VENDOR, webhook.VENDOR)}
"""Every vendor by the name that relay.yaml knows it by."""
