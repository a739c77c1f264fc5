-- Ends the open difference of a place, where it is still the one that the caller knows: as carried out, or as certainly not.
-- Answers 1 where it was ended, else 0.
-- ARGV: prefix, name of the place, its event, moment of its note, '1' where it was carried out
local key = difference_key(ARGV[2])
local known = redis.call('HMGET', key, 'event', 'since')
if known[1] ~= ARGV[3] or known[2] ~= ARGV[4] then return 0 end
redis.call('HDEL', key, 'event', 'since', 'again', 'frozen')
redis.call('HINCRBY', key, 'turn', 1)
if ARGV[5] == '1' then redis.call('HSET', key, 'done', ARGV[3]) end
redis.call('SREM', differences_key(), ARGV[2])
return 1
