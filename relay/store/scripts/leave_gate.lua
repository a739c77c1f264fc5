-- Ends a call and judges each breaker that it passed by how it went.
-- However a probe ends, it is over with this call: what waits goes on, or waits for the next probe.
-- ARGV: prefix, connection, token, failures in a row that open, share of failures that opens, calls it takes to judge a
--       share, first pause, longest pause of 'down' and 'common', longest pause of 'barred', pause the other side asked
--       for or 0, the kind of call or '', reason or '', milliseconds for which an order's place is kept free for its next
--       call where others wait; then each breaker with its verdict, that of the connection first:
--       'fine' | 'down' | 'aside' (down, as far as one kind of call tells) | 'barred' | 'common' | '' (it says nothing)
-- Returns the names of those that changed, each with 'opened' or 'closed'.
local connection, token, call, reason = ARGV[2], ARGV[3], ARGV[11], ARGV[12]
local failures, first = tonumber(ARGV[4]), tonumber(ARGV[7])
local moment = now()
redis.call('ZREM', gate_places_key(connection), token)
if string.sub(token, 1, 1) == '0' and redis.call('EXISTS', gate_line_key(connection)) == 1 then
  redis.call('HSET', gate_turns_key(connection), 'kept', string.format('%.0f', moment + tonumber(ARGV[13])))
  redis.call('PEXPIRE', gate_turns_key(connection), 60000)
end

local function shut(name, verdict, open, before)
  local gate, longest = gate_key(name), tonumber(verdict == 'barred' and ARGV[9] or ARGV[8])
  local pause = open and before and math.min(math.max(tonumber(before), first) * 2, longest) or first
  pause = math.max(pause, tonumber(ARGV[10]))
  redis.call('HSETNX', gate, 'since_open', string.format('%.0f', moment))
  redis.call('HSET', gate, 'open_until', string.format('%.0f', moment + pause), 'pause', pause, 'why', verdict)
  if reason ~= '' then redis.call('HSET', gate, 'reason', reason) end
  redis.call('HDEL', gate, 'probe', 'probe_until', 'prober', 'prober_token', 'row', 'row_of', 'fine', 'down', 'since')
  redis.call('SADD', gates_open_key(), name)
  let_go(name, moment + pause)
  redis.call('PEXPIRE', gate, pause + 86400000) -- one that nobody meets any more is forgotten in the end
  return open and '' or 'opened'
end

-- Of one kind of call only failures in a row are counted; the first that works forgets them.
local function count_of_call(name, verdict, known)
  local gate = gate_key(name)
  if verdict == 'fine' then
    if known[3] then redis.call('DEL', gate) end
    return ''
  end
  local row = tonumber(known[3] or 0) + 1
  if row >= failures then return shut(name, 'down', false) end
  redis.call('HSET', gate, 'row', row)
  redis.call('PEXPIRE', gate, 600000)
  return ''
end

-- A call that fails aside counts for the connection only where another kind of call failed just before it.
local function count_of_connection(name, verdict, known)
  local gate = gate_key(name)
  local since = tonumber(known[6] or 0)
  local fine, down, row = tonumber(known[4] or 0), tonumber(known[5] or 0), tonumber(known[3] or 0)
  if moment - since > 60000 then since, fine, down = moment, 0, 0 end
  local is_alone = verdict == 'aside' and (not known[8] or known[8] == call)
  if verdict == 'fine' then fine, row = fine + 1, 0 elseif not is_alone then down, row = down + 1, row + 1 end
  local calls = fine + down
  if verdict ~= 'fine' and (row >= failures or (calls >= tonumber(ARGV[6]) and down >= calls * tonumber(ARGV[5]))) then
    return shut(name, 'down', false)
  end
  redis.call('HSET', gate, 'row', row, 'fine', fine, 'down', down, 'since', string.format('%.0f', since))
  if verdict == 'aside' then
    redis.call('HSET', gate, 'row_of', call)
  elseif known[8] then
    redis.call('HDEL', gate, 'row_of')
  end
  redis.call('PEXPIRE', gate, 600000)
  return ''
end

local function judge(name, verdict)
  local gate = gate_key(name)
  local known = redis.call('HMGET', gate, 'open_until', 'probe', 'row', 'fine', 'down', 'since', 'pause', 'row_of')
  local open, probed = known[1], known[2] == token
  if open and not probed then return '' end -- a call of before the opening says nothing of now
  if verdict == '' then
    if probed then
      redis.call('HDEL', gate, 'probe', 'probe_until', 'prober', 'prober_token')
      let_go(name, moment)
      wake()
    end
    return ''
  end
  if verdict == 'fine' and open then
    redis.call('DEL', gate)
    if let_go(name, moment) == 0 then redis.call('SREM', gates_open_key(), name) end
    wake()
    return 'closed'
  end
  if open or verdict == 'barred' or verdict == 'common' then
    return shut(name, verdict == 'aside' and 'down' or verdict, open, known[7])
  end
  if name == ARGV[14] then return count_of_connection(name, verdict, known) end
  return count_of_call(name, verdict, known)
end

local changes = {}
local none_is_open = redis.call('SCARD', gates_open_key()) == 0
for position = 14, #ARGV, 2 do
  local name, verdict = ARGV[position], ARGV[position + 1]
  local says_nothing = none_is_open and (verdict == '' or verdict == 'fine' and string.find(name, '|flow|', 1, true))
  local change = says_nothing and '' or judge(name, verdict)
  if change ~= '' then
    changes[#changes + 1] = ARGV[position]
    changes[#changes + 1] = change
  end
end
return changes
