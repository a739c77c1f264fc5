-- Lets one call through to a connection, or says why not yet and for how many milliseconds.
-- ARGV: prefix, connection, token, calls at the same time, milliseconds a place is kept, calls a minute or 0
-- Returns {'in' | 'full' | 'spent' | 'shut', milliseconds, then of a breaker that is open: since when (milliseconds since
-- the epoch), the verdict that opened it, and the reason or ''}.
local gate = prefix .. 'gate:' .. ARGV[2]
local places = gate .. ':places'
local token, life = ARGV[3], tonumber(ARGV[5])
local moment = now()

local state = redis.call('HMGET', gate, 'open_until', 'probe', 'probe_until', 'since_open', 'why', 'reason')
local probing = false

local function shut(reopens)
  return { 'shut', reopens - moment, state[4] or '', state[5] or '', state[6] or '' }
end

if state[1] then
  local open_until, probe_until = tonumber(state[1]), tonumber(state[3] or 0)
  if moment < open_until then return shut(open_until) end
  if probe_until > moment and state[2] ~= token then return shut(probe_until) end
  probing = true
else
  let_go(ARGV[2], moment)
end

redis.call('ZREMRANGEBYSCORE', places, '-inf', moment)
if redis.call('ZCARD', places) >= tonumber(ARGV[4]) then return { 'full', 0 } end
local most = tonumber(ARGV[6])
if most > 0 then
  local minute = math.floor(moment / 60000)
  local count = gate .. ':minute:' .. string.format('%.0f', minute)
  if tonumber(redis.call('GET', count) or 0) >= most then return { 'spent', (minute + 1) * 60000 - moment } end
  redis.call('INCR', count)
  redis.call('PEXPIRE', count, 120000)
end
redis.call('ZADD', places, string.format('%.0f', moment + life), token)
if probing then
  redis.call('HSET', gate, 'probe', token, 'probe_until', string.format('%.0f', moment + life))
end
return { 'in', 0 }
