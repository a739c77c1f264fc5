-- The open intent on a record: {moment of its note, 1 if the target took the record, 1 if it was sent again, the moment
-- now}, or {} where there is none. ARGV: prefix, intent
local note = redis.call('HMGET', intent_key(ARGV[2]), 'since', 'answered', 'again')
if not note[1] then return {} end
return { note[1], note[2] and '1' or '0', note[3] and '1' or '0', string.format('%.0f', now()) }
