"""Posted documents as orders: the rows of a format, and what is worked out before the rows read it."""
