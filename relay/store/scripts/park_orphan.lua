-- Parks an event of a flow that is in relay.yaml no more, and lengthens the life of all that it has. It is due at once, so
-- that it goes by itself when the flow comes back. One that a worker still carries, or that rests, only lives on.
-- ARGV: prefix, id, flow, states from which it is parked (each between commas), milliseconds to keep, reason, note as JSON
-- Returns 1 if it was parked now.
local id, flow, keep = ARGV[2], ARGV[3], ARGV[5]
local event = redis.call('HMGET', event_key(id), 'state', 'flow', 'lane', 'accepted')
local state = event[1]
if not state or event[2] ~= flow then return 0 end
redis.call('PEXPIRE', event_key(id), keep)
redis.call('PEXPIRE', job_key(id), keep)
redis.call('PEXPIRE', lane_key(event[3]), keep)
redis.call('HSET', event_key(id), 'released', string.format('%.0f', now())) -- its time to expire begins anew
if not string.find(ARGV[4], ',' .. state .. ',', 1, true) or redis.call('EXISTS', lease_key(id)) == 1 then return 0 end
change_state(id, flow, state, 'parked', event[4])
redis.call('HSET', event_key(id), 'reason', ARGV[6])
redis.call('HDEL', event_key(id), 'behind', 'probes')
if redis.call('ZSCORE', queue_key(flow), id) then enter_queue(flow, id, now()) end
tell(id, ARGV[7])
return 1
