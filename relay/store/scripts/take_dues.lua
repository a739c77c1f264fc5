-- Takes some of what is due, so that nobody else does; what was taken and not ended in time is due again first.
-- ARGV: prefix, flow, kind of work, how many at most, milliseconds within which it is to be ended
-- Returns for each: what it is kept as, its sealed number or ''
local dues, taken = dues_key(ARGV[2], ARGV[3]), dues_taken_key(ARGV[2], ARGV[3])
local moment, found = now(), {}
for _, member in ipairs(redis.call('ZRANGEBYSCORE', taken, '-inf', moment, 'LIMIT', 0, ARGV[4])) do
  redis.call('ZREM', taken, member)
  redis.call('ZADD', dues, 'LT', string.format('%.0f', moment), member)
end
for _, member in ipairs(redis.call('ZRANGEBYSCORE', dues, '-inf', moment, 'LIMIT', 0, ARGV[4])) do
  redis.call('ZREM', dues, member)
  redis.call('ZADD', taken, string.format('%.0f', moment + ARGV[5]), member)
  found[#found + 1] = member
  found[#found + 1] = redis.call('HGET', dues_hidden_key(ARGV[2], ARGV[3]), member) or ''
end
return found
