-- Has breakers tried again at once: the next call that comes is the probe, and a failure pauses as at first.
-- ARGV: prefix, '1' to let go as well what waits for them, then their names
-- Returns how many events wait for them.
local moment, waiting = now(), 0
for position = 3, #ARGV do
  local name = ARGV[position]
  local gate = gate_key(name)
  waiting = waiting + redis.call('ZCARD', gate_waiting_key(name))
  if redis.call('HEXISTS', gate, 'open_until') == 1 and ARGV[2] ~= '1' then
    redis.call('HSET', gate, 'open_until', string.format('%.0f', moment))
    redis.call('HDEL', gate, 'pause', 'probe', 'probe_until', 'prober', 'prober_token')
  end
  if ARGV[2] == '1' then let_go(name, moment) end
end
return waiting
