-- Notes that a state is being sent to a record of a target, unless a newer one was. From then on it is not known what that
-- record holds, until the event ends as written: so no state counts as the one carried last.
-- ARGV: prefix, event id, token, name of the record, ordinal
-- Answers 'lost' (the lease is not ours), 'newer' (a newer state was sent), or 'taken'.
if redis.call('GET', lease_key(ARGV[2])) ~= ARGV[3] then return 'lost' end
local key = sent_key(ARGV[4])
if tonumber(ARGV[5]) < tonumber(redis.call('GET', key) or 0) then return 'newer' end
redis.call('SET', key, ARGV[5])
local lane = redis.call('HGET', event_key(ARGV[2]), 'lane')
if lane then redis.call('HDEL', newest_key(lane), 'carried') end
return 'taken'
