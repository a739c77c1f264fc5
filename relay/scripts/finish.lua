-- Ends a run: records it, changes the state, frees the lease and, where the event is done, its lane and its job.
-- ARGV: prefix, id, token, new state, states it may be reached from (each between commas), milliseconds until due,
--       milliseconds to keep, 1 if it leaves its lane, 1 if its document is no longer needed, 1 if it burns a try,
--       reason, number, run as JSON, 1 if it is held for want of its document
-- Returns 'done', or without a change: 'lost' (the lease is not ours), 'refused' (no such change of state), 'came' (the
-- document that it wants came during the run).
local id, state = ARGV[2], ARGV[4]
if redis.call('GET', lease_key(id)) ~= ARGV[3] then return 'lost' end
local event = redis.call('HMGET', event_key(id), 'state', 'flow', 'lane', 'accepted', 'runs')
local before, flow, lane = event[1], event[2], event[3]
if not before or not string.find(ARGV[5], ',' .. before .. ',', 1, true) then return 'refused' end
if ARGV[14] == '1' and redis.call('HEXISTS', event_key(id), 'document_came') == 1 then
  redis.call('HDEL', event_key(id), 'document_came')
  return 'came'
end

local keep = ARGV[7]
local moment = now()
change_state(id, flow, before, state, event[4])
redis.call('HSET', event_key(id), 'reason', ARGV[11], 'number', ARGV[12], 'ended', string.format('%.0f', moment),
  'run:' .. event[5], ARGV[13], 'lost', 0) -- a run that tells how it ended shows that the event kills no workers
if ARGV[14] == '1' then redis.call('HSET', event_key(id), 'lacks_document', 1) end
redis.call('HDEL', event_key(id), 'run:' .. (event[5] - 100)) -- an event that waits for weeks runs thousands of times
redis.call('HINCRBY', event_key(id), 'tries', ARGV[10])
redis.call('HINCRBY', prefix .. 'counters', 'outcomes\31' .. flow .. '\31' .. state, 1)
redis.call('PEXPIRE', event_key(id), keep)
redis.call('DEL', lease_key(id), 'arq:retry:' .. id)

if ARGV[9] == '1' then
  redis.call('DEL', job_key(id))
else
  redis.call('PEXPIRE', job_key(id), keep)
end
if ARGV[8] == '1' then
  redis.call('ZREM', queue_key(flow), id)
  leave_lane(lane, flow, id)
else
  enter_queue(flow, id, moment + ARGV[6])
  redis.call('PEXPIRE', prefix .. 'lane:' .. lane, keep)
end
return 'done'
