"""Which system is behind each connection: proven before anything is read or written through it."""
