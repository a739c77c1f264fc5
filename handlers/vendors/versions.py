"""Makes a version of a document of its stamp and what it says: stamps show seconds, and one may hold two changes.

Without what it says, an order that is read and then changes within the second would pass for the one that was read.
"""

from datetime import datetime
from hashlib import sha256


def version_of(stamp: datetime | None, said: bytes) -> str | None:
    """The stamp and a digest; None without a stamp. ``said`` leaves out what changes by itself."""
    return None if stamp is None else f"{stamp.isoformat()} {sha256(said).hexdigest()[:16]}"
