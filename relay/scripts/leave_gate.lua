-- Ends a call and judges the connection by how it went. Returns 'opened' or 'closed' when that changed, else ''.
-- ARGV: prefix, connection, token, 'fine' | 'down' | 'barred' | 'common' | '', failures in a row that open, share of failures that
--       opens, calls it takes to judge a share, first pause, longest pause, pause the other side asked for or 0
local gate = prefix .. 'gate:' .. ARGV[2]
local token, verdict = ARGV[3], ARGV[4]
local moment = now()
redis.call('ZREM', gate .. ':places', token)
if verdict == '' then return '' end -- the call was cut off on our side and says nothing
local known = redis.call('HMGET', gate, 'open_until', 'probe', 'row', 'fine', 'down', 'since', 'pause')
local open, probed = known[1], known[2] == token

local function shut(pause)
  pause = math.max(pause, tonumber(ARGV[10]))
  redis.call('HSET', gate, 'open_until', string.format('%.0f', moment + pause), 'pause', pause, 'why', verdict)
  redis.call('HDEL', gate, 'probe', 'probe_until', 'row', 'fine', 'down', 'since')
  return open and '' or 'opened'
end

local first, longest = tonumber(ARGV[8]), tonumber(ARGV[9])
if verdict == 'fine' then
  if open then
    if not probed then return '' end -- a call of before the opening says nothing of now
    redis.call('DEL', gate)
    return 'closed'
  end
elseif open then -- only the probe says something of now
  return probed and shut(math.min(math.max(tonumber(known[7] or first), first) * 2, longest)) or ''
elseif verdict == 'barred' or verdict == 'common' then
  return shut(first)
end

local since = tonumber(known[6] or 0)
local fine, down, row = tonumber(known[4] or 0), tonumber(known[5] or 0), tonumber(known[3] or 0)
if moment - since > 60000 then since, fine, down = moment, 0, 0 end
if verdict == 'fine' then fine, row = fine + 1, 0 else down, row = down + 1, row + 1 end
local calls = fine + down
if verdict == 'down' and (row >= tonumber(ARGV[5]) or (calls >= tonumber(ARGV[7]) and down >= calls * tonumber(ARGV[6]))) then
  return shut(first)
end
redis.call('HSET', gate, 'row', row, 'fine', fine, 'down', down, 'since', string.format('%.0f', since))
redis.call('PEXPIRE', gate, 600000)
return ''
