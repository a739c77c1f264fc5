-- Whether an event is still leased under a token and its difference is the open one of its place. If so that counts from now:
-- it was not sent yet. Answers 'lost', or the moment from which it counts.
-- ARGV: prefix, event id, token, name of the place, moment of its note
if redis.call('GET', lease_key(ARGV[2])) ~= ARGV[3] then return 'lost' end
local key = difference_key(ARGV[4])
local known = redis.call('HMGET', key, 'event', 'since')
if known[1] ~= ARGV[2] or known[2] ~= ARGV[5] then return 'lost' end
local moment = string.format('%.0f', now())
redis.call('HSET', key, 'since', moment)
return moment
