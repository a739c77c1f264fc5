-- Has a record claim a name that only one of its kind may have, instead of the one that it claimed before. What was read
-- before the reading that it claimed by last changes nothing. Without a name it only gives up what it had.
-- Answers with all that claim the name.
-- ARGV: prefix, link, number of the record, name or '', ordinal (0: only look)
local key, number, name, ordinal = link_key(ARGV[2]), ARGV[3], ARGV[4], tonumber(ARGV[5])
local kept = redis.call('HMGET', key, 'claim', 'claimed_at')
if ordinal > 0 and ordinal >= tonumber(kept[2] or '0') then
  if kept[1] and kept[1] ~= name then
    redis.call('SREM', claims_key(kept[1]), number)
    redis.call('HDEL', key, 'claim')
    redis.call('HSET', key, 'claimed_at', ARGV[5])
  end
  if name ~= '' then
    redis.call('HSET', key, 'claim', name, 'claimed_at', ARGV[5])
    redis.call('SADD', claims_key(name), number)
  end
end
if name == '' then return {} end
return redis.call('SMEMBERS', claims_key(name))
