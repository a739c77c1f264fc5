-- Ends a call and judges the connection by how it went. Returns 'opened' or 'closed' when that changed, else ''.
-- However a probe ends, it is over with this call: what waits for the connection goes on, or waits for the next probe.
-- ARGV: prefix, connection, token, 'fine' | 'down' | 'barred' | 'common' | '', failures in a row that open, share of
--       failures that opens, calls it takes to judge a share, first pause, longest pause of 'down' and 'common', longest
--       pause of 'barred', pause the other side asked for or 0
local connection, token, verdict = ARGV[2], ARGV[3], ARGV[4]
local gate = gate_key(connection)
local moment = now()
redis.call('ZREM', gate_places_key(connection), token)
local known = redis.call('HMGET', gate, 'open_until', 'probe', 'row', 'fine', 'down', 'since', 'pause')
local open, probed = known[1], known[2] == token
local first, longest = tonumber(ARGV[8]), tonumber(verdict == 'barred' and ARGV[10] or ARGV[9])

local function shut()
  local pause = math.max(open and math.min(math.max(tonumber(known[7] or 0), first) * 2, longest) or first,
    tonumber(ARGV[11]))
  redis.call('HSETNX', gate, 'since_open', string.format('%.0f', moment))
  redis.call('HSET', gate, 'open_until', string.format('%.0f', moment + pause), 'pause', pause, 'why', verdict)
  redis.call('HDEL', gate, 'probe', 'probe_until', 'prober', 'prober_token', 'row', 'fine', 'down', 'since')
  let_go(connection, moment + pause)
  redis.call('PEXPIRE', gate, pause + 86400000) -- a connection that nobody calls any more is forgotten in the end
  return open and '' or 'opened'
end

if open and not probed then return '' end -- a call of before the opening says nothing of now
if verdict == '' then -- the call was cut off on our side and says nothing of the other
  if probed then
    redis.call('HDEL', gate, 'probe', 'probe_until', 'prober', 'prober_token')
    let_go(connection, moment)
    wake()
  end
  return ''
end
if verdict == 'fine' and open then
  redis.call('DEL', gate)
  let_go(connection, moment)
  wake()
  return 'closed'
end
if open or verdict == 'barred' or verdict == 'common' then return shut() end

local since = tonumber(known[6] or 0)
local fine, down, row = tonumber(known[4] or 0), tonumber(known[5] or 0), tonumber(known[3] or 0)
if moment - since > 60000 then since, fine, down = moment, 0, 0 end
if verdict == 'fine' then fine, row = fine + 1, 0 else down, row = down + 1, row + 1 end
local calls = fine + down
if verdict == 'down' and (row >= tonumber(ARGV[5]) or (calls >= tonumber(ARGV[7]) and down >= calls * tonumber(ARGV[6]))) then
  return shut()
end
redis.call('HSET', gate, 'row', row, 'fine', fine, 'down', down, 'since', string.format('%.0f', since))
redis.call('PEXPIRE', gate, 600000)
return ''
