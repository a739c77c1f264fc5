"""Makes a version of a document of its stamp and what it says: stamps show seconds, and one may hold two changes.

Without what it says, an order that is read or posted and then changes within the second would pass for the one that
came first, and its change would be told to nobody. Every source's ``identify`` makes its version here.
"""

from hashlib import sha256


def version_of(stamp: str | None, said: bytes) -> str | None:
    """The stamp and a digest; None without a stamp, where ``digest_material`` alone tells documents apart.

    ``said`` is what the document means to us: equal for a document that is sent again, however it is written, and
    without what changes by itself.
    """
    return f"{stamp} {sha256(said).hexdigest()[:16]}" if stamp else None
