-- Lets an event go again that has come to rest: it waits at the end of its lane, its tries and lost runs forgotten. One of
-- whose record a newer state came is superseded instead.
-- ARGV: prefix, id, states in which it may be (each between commas), job, milliseconds to keep, note as JSON or '',
--       1 if its document has just come, which a run that is under way is told, reason of one that is superseded
-- Returns {1 if it goes again, the state in which it was or ''}.
local id, keep = ARGV[2], ARGV[5]
local event = redis.call('HMGET', event_key(id), 'state', 'flow', 'lane', 'accepted', 'ordinal')
local state = event[1]
if state and ARGV[7] == '1' then redis.call('HSET', event_key(id), 'document_came', 1) end
if not state or not string.find(ARGV[3], ',' .. state .. ',', 1, true) then return { 0, state or '' } end
if is_final(id, state) then return { 0, state } end
local newest = event[5] and redis.call('HGET', newest_key(event[3]), 'event')
if newest and newest ~= id and not lasts(id) then
  supersede(id, ARGV[8], newest)
  return { 0, 'superseded' }
end
change_state(id, event[2], state, 'waiting', event[4])
redis.call('HSET', event_key(id), 'tries', 0, 'lost', 0, 'released', string.format('%.0f', now()))
redis.call('HDEL', event_key(id), 'warned', 'lacks_document', 'document_came', 'dry_until', 'same_end')
redis.call('SET', job_key(id), ARGV[4], 'PX', keep)
redis.call('PEXPIRE', event_key(id), keep)
tell(id, ARGV[6])
enter_lane(event[3], event[2], id, keep)
return { 1, state }
