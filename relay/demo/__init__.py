"""`relay demo`: the whole line on one machine, with an embedded Redis and invented data."""
