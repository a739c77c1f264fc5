-- Lets an event go again whose document was lost and is stored anew: one that was held or failed for it waits again.
-- ARGV: prefix, id, job, milliseconds to keep
local id, keep = ARGV[2], ARGV[4]
local event = redis.call('HMGET', event_key(id), 'state', 'flow', 'lane', 'accepted')
local state = event[1]
if state ~= 'held' and state ~= 'failed' then return state or '' end
change_state(id, event[2], state, 'waiting', event[4])
redis.call('SET', job_key(id), ARGV[3], 'PX', keep)
redis.call('PEXPIRE', event_key(id), keep)
enter_lane(event[3], event[2], id, keep)
return 'waiting'
