-- Lengthens a place in a gate, for a call that takes long. ARGV: prefix, connection, token, milliseconds
local gate, places = gate_key(ARGV[2]), gate_places_key(ARGV[2])
if redis.call('ZSCORE', places, ARGV[3]) then
  redis.call('ZADD', places, string.format('%.0f', now() + ARGV[4]), ARGV[3])
  if redis.call('HGET', gate, 'probe') == ARGV[3] then
    redis.call('HSET', gate, 'probe_until', string.format('%.0f', now() + ARGV[4]))
  end
end
return 1
