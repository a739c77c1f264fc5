-- Whether an event is still leased under a token. If so its open intents count from now: their write was not sent yet,
-- and the target's horizon begins when it is. Answers 'lost', or the moment from which they count.
-- ARGV: prefix, event id, token, intents
if redis.call('GET', lease_key(ARGV[2])) ~= ARGV[3] then return 'lost' end
local moment = string.format('%.0f', now())
for position = 4, #ARGV do
  local key = intent_key(ARGV[position])
  if redis.call('EXISTS', key) == 1 then redis.call('HSET', key, 'since', moment) end
end
return moment
