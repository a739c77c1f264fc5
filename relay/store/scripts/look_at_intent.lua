-- The open intent on a record: {moment of its note, 1 if the target took the record, 1 if it was sent again, the moment
-- now, 1 if the event that noted it is still under way}, or {} where there is none. ARGV: prefix, intent
local note = redis.call('HMGET', intent_key(ARGV[2]), 'since', 'answered', 'again', 'event')
if not note[1] then return {} end
local state = note[4] and redis.call('HGET', event_key(note[4]), 'state')
local goes_on = state and (waits(state) or state == 'running' or state == 'unconfirmed')
local moment = string.format('%.0f', now())
return { note[1], note[2] and '1' or '0', note[3] and '1' or '0', moment, goes_on and '1' or '0' }
