-- Lets one call through to a connection, or says why not yet and for how many milliseconds.
-- A free place goes to the first class among those who wait, and within a class to who came first. Of 20 calls in a row
-- each class that waits gets one. Bulk leaves one place free unless that turn is its own, never takes all places of two
-- or more, and takes three quarters of the calls a minute at the most.
-- ARGV: prefix, connection, token (begins with the digit of its class), calls at the same time, milliseconds a place is
--       kept, calls a minute or 0, the class that it counts as now, milliseconds for which one who waits is believed to,
--       then the names of the breakers that it must pass
-- Returns {'in' | 'full' | 'spent' | 'shut', milliseconds, then of the breaker that is shut for longest: since when
-- (milliseconds since the epoch), the verdict that opened it, the reason or '', and its name}.
local CLASSES, BULK, TURNS, SPAN = 6, 5, 20, 1e13 -- a moment is below SPAN, so that a score holds class and moment
local connection, token, life, class = ARGV[2], ARGV[3], tonumber(ARGV[5]), tonumber(ARGV[7])
local places, most, line = gate_places_key(connection), tonumber(ARGV[4]), gate_line_key(connection)
local moment = now()

local probed, longest = {}, nil
local last = redis.call('SCARD', gates_open_key()) > 0 and #ARGV or 0 -- mostly there is none, and nothing waits
for position = 9, last do
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
if longest then
  redis.call('ZREM', line, token)
  return longest
end

-- The count of this minute's calls; and where no more may be made in it, when the next begins, in milliseconds.
local a_minute, count, spent = tonumber(ARGV[6]), nil, nil
if a_minute > 0 then
  local minute = math.floor(moment / 60000)
  count = gate_minute_key(connection, string.format('%.0f', minute))
  if class == BULK then a_minute = math.max(1, math.floor(a_minute * 3 / 4)) end
  if tonumber(redis.call('GET', count) or 0) >= a_minute then spent = (minute + 1) * 60000 - moment end
end
if spent then
  redis.call('ZREM', line, token)
  return { 'spent', spent }
end

redis.call('ZREMRANGEBYSCORE', places, '-inf', moment)
local free = most - redis.call('ZCARD', places)
local spare = class == BULK and most > 1 and 1 or 0

-- Puts this call into the line, and takes it out where it is its turn. Mostly nobody waits, and none of this is made.
local function take_turn()
  local seen, turns = gate_line_seen_key(connection), gate_turns_key(connection)

  local function leave_line(who)
    redis.call('ZREM', line, who)
    redis.call('ZREM', seen, who)
  end

  local function score(of, at) return string.format('%.0f', of * SPAN + at) end

  local function count_waiting(of) return redis.call('ZCOUNT', line, score(of, 0), '(' .. score(of + 1, 0)) end

  -- Puts this call into the line, or further to the front where it counts as of an earlier class than before; those who have
  -- not asked for long are gone.
  local function stand_in_line()
    for _, gone in ipairs(redis.call('ZRANGEBYSCORE', seen, '-inf', moment)) do leave_line(gone) end
    local stands = tonumber(redis.call('ZSCORE', line, token) or CLASSES * SPAN)
    if class * SPAN + moment < stands and math.floor(stands / SPAN) > class then
      stands = class * SPAN + moment
      redis.call('ZADD', line, string.format('%.0f', stands), token)
      if count_waiting(class) == 1 then redis.call('HDEL', turns, class) end
    end
    redis.call('ZADD', seen, string.format('%.0f', moment + tonumber(ARGV[8])), token)
    for _, key in ipairs({ line, seen, turns }) do redis.call('PEXPIRE', key, 60000) end
    return stands
  end

  local function bulk_has_its_share()
    if most == 1 then return false end
    local held = 0
    for _, holder in ipairs(redis.call('ZRANGE', places, 0, -1)) do
      if string.sub(holder, 1, 1) == tostring(BULK) then held = held + 1 end
    end
    return held >= most - 1
  end

  -- The class whose turn it is whatever comes before it, or nil: it was passed over by so many calls that it would else not
  -- get one in 20 any more. Where several come near that, the last turns before it are theirs.
  local function find_overdue()
    local passed = {}
    for each = 0, CLASSES - 1 do
      if count_waiting(each) > 0 and not (each == BULK and bulk_has_its_share()) then
        passed[#passed + 1] = { each, tonumber(redis.call('HGET', turns, each) or 0) }
      end
    end
    table.sort(passed, function(one, other) return one[2] > other[2] end)
    for position, one in ipairs(passed) do
      if one[2] + position >= TURNS then return passed[1][1] end
    end
    return nil
  end

  -- Whether it is this call's turn, which stands in the line.
  local function is_next(stands)
    local overdue = find_overdue()
    if overdue and overdue ~= class then return false end
    local first = overdue and score(class, 0) or '-inf'
    local ahead = redis.call('ZCOUNT', line, first, '(' .. string.format('%.0f', stands))
    if overdue then return free > 0 and ahead == 0 end
    -- an order that has just ended a call makes its next one soon
    if class > 0 and tonumber(redis.call('HGET', turns, 'kept') or 0) > moment then spare = 1 end
    return ahead < free - spare
  end

  if not is_next(stand_in_line()) then return false end
  leave_line(token)
  redis.call('HDEL', turns, class)
  for each = 0, CLASSES - 1 do
    if each ~= class and count_waiting(each) > 0 then redis.call('HINCRBY', turns, each, 1) end
  end
  return true
end

if (free <= spare or redis.call('EXISTS', line) == 1) and not take_turn() then return { 'full', 0 } end
if count then
  redis.call('INCR', count)
  redis.call('PEXPIRE', count, 120000)
end
redis.call('ZADD', places, string.format('%.0f', moment + life), token)
for _, name in ipairs(probed) do
  redis.call('HSET', gate_key(name), 'probe', token, 'probe_until', string.format('%.0f', moment + life))
end
return { 'in', 0 }
