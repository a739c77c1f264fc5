-- Ends an event that no worker holds: cancelled by a person, or expired by time. Its lane goes on without it.
-- ARGV: prefix, id, new state, states in which it may be (each between commas), what the caller saw of it
--       ("runs:moment of release") or '' where that does not matter, milliseconds to keep, reason or '', note as JSON
-- Returns {1 if it ended, the state in which it was or ''}.
local id = ARGV[2]
local event = redis.call('HMGET', event_key(id), 'state', 'flow', 'lane', 'accepted', 'runs', 'released')
local state, flow = event[1], event[2]
if not state or not string.find(ARGV[4], ',' .. state .. ',', 1, true) then return { 0, state or '' } end
if is_final(id, state) then return { 0, state } end
if ARGV[5] ~= '' and ARGV[5] ~= event[5] .. ':' .. (event[6] or '') then return { 0, state } end
change_state(id, flow, state, ARGV[3], event[4])
if ARGV[7] ~= '' then redis.call('HSET', event_key(id), 'reason', ARGV[7]) end
redis.call('PEXPIRE', event_key(id), ARGV[6])
redis.call('DEL', job_key(id))
redis.call('HDEL', event_key(id), 'dry_until')
redis.call('ZREM', queue_key(flow), id)
tell(id, ARGV[8])
leave_lane(event[3], flow, id)
return { 1, state }
