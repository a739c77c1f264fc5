-- Lets one call through to a connection, or says why not yet and for how many milliseconds.
-- ARGV: prefix, connection, token, calls at the same time, milliseconds a place is kept, calls a minute or 0, then the
--       names of the breakers that it must pass
-- Returns {'in' | 'full' | 'spent' | 'shut', milliseconds, then of the breaker that is shut for longest: since when
-- (milliseconds since the epoch), the verdict that opened it, the reason or '', and its name}.
local connection, token, life = ARGV[2], ARGV[3], tonumber(ARGV[5])
local places = gate_places_key(connection)
local moment = now()

local probed, longest = {}, nil
local last = redis.call('SCARD', gates_open_key()) > 0 and #ARGV or 0 -- mostly there is none, and nothing waits
for position = 7, last do
  local name = ARGV[position]
  local breaker = read_breaker(name, moment, token)
  if not breaker then
    if let_go(name, moment) == 0 then redis.call('SREM', gates_open_key(), name) end
  else
    probed[#probed + 1] = name
    if breaker.shut > (longest and longest[2] or 0) then
      longest = { 'shut', breaker.shut, breaker.since, breaker.why, breaker.reason, name }
    end
  end
end
if longest then return longest end

redis.call('ZREMRANGEBYSCORE', places, '-inf', moment)
if redis.call('ZCARD', places) >= tonumber(ARGV[4]) then return { 'full', 0 } end
local most = tonumber(ARGV[6])
if most > 0 then
  local minute = math.floor(moment / 60000)
  local count = gate_minute_key(connection, string.format('%.0f', minute))
  if tonumber(redis.call('GET', count) or 0) >= most then return { 'spent', (minute + 1) * 60000 - moment } end
  redis.call('INCR', count)
  redis.call('PEXPIRE', count, 120000)
end
redis.call('ZADD', places, string.format('%.0f', moment + life), token)
for _, name in ipairs(probed) do
  redis.call('HSET', gate_key(name), 'probe', token, 'probe_until', string.format('%.0f', moment + life))
end
return { 'in', 0 }
