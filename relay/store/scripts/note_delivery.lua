-- Notes how much of an order's article has left, and from which ordinal on a read of the books sees that: one that begins
-- now. Less than is noted changes nothing, as a late answer tells it.
-- ARGV: prefix, order, article, quantity, milliseconds to keep it
-- Returns 1 if it was noted.
local order, field = reserving_key(ARGV[2]), 'delivered:' .. ARGV[3]
if redis.call('EXISTS', order) == 0 then return 0 end
if tonumber(ARGV[4]) <= tonumber(redis.call('HGET', order, field) or 0) then return 0 end
redis.call('HSET', order, field, ARGV[4], 'seen_from:' .. ARGV[3], string.format('%.0f', redis.call('INCR', ordinal_key())))
redis.call('PEXPIRE', order, ARGV[5])
recount(ARGV[3])
return 1
