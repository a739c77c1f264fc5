-- Notes that a record got an answer, and tells how many different ones got it within the window.
-- ARGV: prefix, name of the breaker, digest of the answer, record, window in milliseconds
local key = gate_answer_key(ARGV[2], ARGV[3])
local window = tonumber(ARGV[5])
redis.call('ZREMRANGEBYSCORE', key, '-inf', now() - window)
redis.call('ZADD', key, string.format('%.0f', now()), ARGV[4])
redis.call('PEXPIRE', key, window)
return redis.call('ZCARD', key)
