-- Hands what is known of a record on from a flow to another one, where that knows nothing of it yet; else it is forgotten.
-- ARGV: prefix, old flow, new flow, old lane, new lane or '' where nobody can tell it
-- Returns 1 if it was handed on; what an event of the record is about, that has not ended, stays.
local before, after = newest_key(ARGV[4]), newest_key(ARGV[5])
if redis.call('EXISTS', lane_key(ARGV[4])) == 1 then return 0 end
local at = redis.call('ZSCORE', records_key(ARGV[2]), ARGV[4])
local known = redis.call('HGETALL', before)
redis.call('ZREM', records_key(ARGV[2]), ARGV[4])
redis.call('DEL', before)
if not at or #known == 0 or ARGV[5] == '' or redis.call('EXISTS', after) == 1 then return 0 end
redis.call('HSET', after, unpack(known))
redis.call('ZADD', records_key(ARGV[3]), at, ARGV[5])
return 1
