-- Accepts one event, or says which earlier event it repeats. The sealed document is stored already, by the caller.
-- ARGV: prefix, id, flow, reference, origin, lane, document key, delivery key or '', body digest, job,
--       milliseconds to keep the event, the delivery key, the document key
local id, flow, lane = ARGV[2], ARGV[3], ARGV[6]
local document = prefix .. 'document:' .. ARGV[7]
local delivery = ARGV[8] ~= '' and (prefix .. 'delivery:' .. ARGV[8]) or nil
local keep = ARGV[11]

if delivery then
  local seen = redis.call('HMGET', delivery, 'event', 'body')
  if seen[1] then
    return { seen[2] == ARGV[9] and 'replayed' or 'conflict', seen[1] }
  end
end

local first = redis.call('GET', document)
if delivery then
  redis.call('HSET', delivery, 'event', first or id, 'body', ARGV[9])
  redis.call('PEXPIRE', delivery, ARGV[12])
end
if first then
  return { 'duplicate', first }
end

local accepted = string.format('%.0f', now())
redis.call('SET', document, id, 'PX', ARGV[13])
redis.call('SET', job_key(id), ARGV[10], 'PX', keep)
redis.call('HSET', event_key(id), 'flow', flow, 'reference', ARGV[4], 'origin', ARGV[5], 'lane', lane,
  'accepted', accepted, 'runs', 0, 'tries', 0, 'lost', 0)
redis.call('PEXPIRE', event_key(id), keep)
redis.call('ZADD', prefix .. 'events', accepted, id)
redis.call('ZADD', prefix .. 'events:flow:' .. flow, accepted, id)
change_state(id, flow, nil, 'waiting', accepted)

local position = redis.call('RPUSH', prefix .. 'lane:' .. lane, id)
redis.call('PEXPIRE', prefix .. 'lane:' .. lane, keep)
if position == 1 then
  enter_queue(flow, id, accepted)
  wake()
end
return { 'new', id }
