-- Notes that a document was refused at the door. Kept are so many of a flow, and none for longer than events are.
-- ARGV: prefix, flow, reference, JSON of what is told, most, milliseconds to keep
-- An entry is 'times first last JSON', moments in milliseconds.
local flow, reference, most, keep = ARGV[2], ARGV[3], tonumber(ARGV[5]), tonumber(ARGV[6])
local entries, moments = refused_key(flow), refused_at_key(flow)
local moment = now()
local times, first = 1, string.format('%.0f', moment)

local function forget(references)
  for _, one in ipairs(references) do
    redis.call('HDEL', entries, one)
    redis.call('ZREM', moments, one)
  end
end

forget(redis.call('ZRANGEBYSCORE', moments, '-inf', string.format('%.0f', moment - keep)))
local before = redis.call('HGET', entries, reference)
if before then
  local known_times, known_first = string.match(before, '^(%d+) (%d+) ')
  times, first = known_times + 1, known_first
end
local last = string.format('%.0f', moment)
redis.call('HSET', entries, reference, string.format('%.0f %s %s %s', times, first, last, ARGV[4]))
redis.call('ZADD', moments, last, reference)
local excess = redis.call('ZCARD', moments) - most
if excess > 0 then forget(redis.call('ZRANGE', moments, 0, excess - 1)) end
redis.call('PEXPIRE', entries, keep)
redis.call('PEXPIRE', moments, keep)
