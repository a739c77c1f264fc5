-- Lengthens a place in a gate, for a call that takes long.
-- ARGV: prefix, connection, token, milliseconds, then the names of the breakers that it passed
local places = gate_places_key(ARGV[2])
if redis.call('ZSCORE', places, ARGV[3]) then
  local until_then = string.format('%.0f', now() + ARGV[4])
  redis.call('ZADD', places, until_then, ARGV[3])
  for position = 5, #ARGV do
    local gate = gate_key(ARGV[position])
    if redis.call('HGET', gate, 'probe') == ARGV[3] then redis.call('HSET', gate, 'probe_until', until_then) end
  end
end
return 1
