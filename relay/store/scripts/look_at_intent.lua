-- The open intent on a record: {moment of its note, 1 if the target took the record, 1 if it was sent again, the moment
-- now, the moment of its first send, the digest of what was sent or ''}, or {} where there is none. ARGV: prefix, intent
local note = redis.call('HMGET', intent_key(ARGV[2]), 'since', 'answered', 'again', 'first', 'sent')
if not note[1] then return {} end
local moments = { string.format('%.0f', now()), note[4] or note[1] }
return { note[1], note[2] and '1' or '0', note[3] and '1' or '0', moments[1], moments[2], note[5] or '' }
