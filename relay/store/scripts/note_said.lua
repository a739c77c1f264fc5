-- Notes that a record got an answer, and tells how many different ones got it within the window.
-- ARGV: prefix, key of the answer, record, window in milliseconds
local key = prefix .. ARGV[2]
local window = tonumber(ARGV[4])
redis.call('ZREMRANGEBYSCORE', key, '-inf', now() - window)
redis.call('ZADD', key, string.format('%.0f', now()), ARGV[3])
redis.call('PEXPIRE', key, window)
return redis.call('ZCARD', key)
