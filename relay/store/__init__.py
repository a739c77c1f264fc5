"""What is kept, and where: both roles of Redis, the names of all keys, sealed documents, counters and notes."""
