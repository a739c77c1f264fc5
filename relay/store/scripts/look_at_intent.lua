-- The open intent on a record: {moment of its note, 1 if the target took the record, 1 if it was sent again, the moment
-- now, 1 if the event that noted it is still under way, the moment of its first send, the digest of what was sent or ''},
-- or {} where there is none. ARGV: prefix, intent
local note = redis.call('HMGET', intent_key(ARGV[2]), 'since', 'answered', 'again', 'event', 'first', 'sent')
if not note[1] then return {} end
local state = note[4] and redis.call('HGET', event_key(note[4]), 'state')
local goes_on = state and (waits(state) or state == 'running' or state == 'unconfirmed')
local moment, first = string.format('%.0f', now()), note[5] or note[1]
local flags = { note[2] and '1' or '0', note[3] and '1' or '0', goes_on and '1' or '0' }
return { note[1], flags[1], flags[2], moment, flags[3], first, note[6] or '' }
