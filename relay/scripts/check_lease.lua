-- Whether an event is still leased under a token. ARGV: prefix, event id, token
return redis.call('GET', lease_key(ARGV[2])) == ARGV[3] and 1 or 0
