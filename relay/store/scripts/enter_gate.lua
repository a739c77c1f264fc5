-- Lets one call through to a connection, or says why not yet and for how many milliseconds.
-- ARGV: prefix, connection, token, calls at the same time, milliseconds a place is kept, calls a minute or 0
-- Returns {'in' | 'full' | 'spent' | 'shut', milliseconds, then of a breaker that is open: since when (milliseconds since
-- the epoch), the verdict that opened it, and the reason or ''}.
local connection, token, life = ARGV[2], ARGV[3], tonumber(ARGV[5])
local gate, places = gate_key(connection), gate_places_key(connection)
local moment = now()

local breaker = read_breaker(connection, moment, token)
if breaker and breaker.shut > 0 then return { 'shut', breaker.shut, breaker.since, breaker.why, breaker.reason } end
if not breaker then let_go(connection, moment) end

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
if breaker then
  redis.call('HSET', gate, 'probe', token, 'probe_until', string.format('%.0f', moment + life))
end
return { 'in', 0 }
