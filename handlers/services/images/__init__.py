"""Fetches pictures from wherever a source keeps them, few at a time, and says what they are by their bytes."""

from handlers.services.images.fetching import ImageFetcher
from handlers.services.images.looked_at import LookedAt, NotHadError, name_of_file

__all__ = ["ImageFetcher", "LookedAt", "NotHadError", "name_of_file"]
