-- Opens an event again whose document is deleted: it is held until that is sent again.
-- ARGV: prefix, id, states in which it may be (each between commas), job, milliseconds to keep, reason, note as JSON
-- Returns {1 if it is held now, the state in which it was or ''}.
local id, keep = ARGV[2], ARGV[5]
local event = redis.call('HMGET', event_key(id), 'state', 'flow', 'accepted')
local state = event[1]
if not state or not string.find(ARGV[3], ',' .. state .. ',', 1, true) then return { 0, state or '' } end
change_state(id, event[2], state, 'held', event[3])
redis.call('HSET', event_key(id), 'reason', ARGV[6], 'lacks_document', 1, 'released', string.format('%.0f', now()))
redis.call('SET', job_key(id), ARGV[4], 'PX', keep)
redis.call('PEXPIRE', event_key(id), keep)
tell(id, ARGV[7])
return { 1, state }
