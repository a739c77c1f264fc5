-- Stands before every script, after the functions that name keys: the moves that scripts share.

local function now()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- One sleeping worker wakes per mark; more marks than this would only make workers look twice.
local function wake()
  redis.call('LPUSH', wake_key(), '1')
  redis.call('LTRIM', wake_key(), 0, 127)
end

local function enter_queue(flow, id, due)
  redis.call('ZADD', queue_key(flow), string.format('%.0f', due), id)
end

-- Of what was skipped only a dry run is moved again: no other has its document yet.
local function is_final(id, state)
  return state == 'skipped' and redis.call('HEXISTS', event_key(id), 'dry_until') == 0
end

-- Has all levels worked out anew that reckon with the reservations of an article: its own and those of compositions with it,
-- and, of a composition, those of its parts.
local function recount(article)
  local due = string.format('%.0f', now())
  local articles = redis.call('HKEYS', made_of_key(article))
  articles[#articles + 1] = article
  for _, each in ipairs(articles) do
    local watchers = redis.call('HGETALL', reservation_watchers_key(each))
    for position = 1, #watchers, 2 do
      local flow, member = string.match(watchers[position], '^([^\31]*)\31(.*)$')
      if watchers[position + 1] ~= '' then
        redis.call('HSET', dues_hidden_key(flow, 'own'), member, watchers[position + 1])
      end
      redis.call('ZADD', dues_key(flow, 'own'), 'LT', due, member)
    end
  end
end

-- Has the levels of all articles worked out anew of which an event has reserved some.
local function recount_all(reserves)
  for article in string.gmatch(reserves or '', '%S+') do recount(article) end
end

-- As what the reservations of an event in a state count: an order in the line, one that rests, one in the books, none.
local function counts_as(state)
  if state == 'held' or state == 'failed' then return 'rests' end
  if state == 'written' then return 'written' end
  if state == 'skipped' or state == 'cancelled' or state == 'expired' or state == 'superseded' then return 'nothing' end
  return 'in line'
end

-- Tells of an event that reserves from which ordinal on a read of the books knows it: one that begins after it was written.
local function follow_reservations(id, before, after)
  local reserves = redis.call('HGET', event_key(id), 'reserves')
  if not reserves or counts_as(before) == counts_as(after) then return end
  if after == 'written' then
    redis.call('HSET', event_key(id), 'known_from', string.format('%.0f', redis.call('INCR', ordinal_key())))
  end
  recount_all(reserves)
end

-- Moves an event from one state to another in its story and in the indexes by state.
local function change_state(id, flow, before, after, accepted)
  if before then
    redis.call('ZREM', events_in_state_key(before), id)
    redis.call('ZREM', events_of_flow_in_state_key(flow, before), id)
  end
  redis.call('ZADD', events_in_state_key(after), accepted, id)
  redis.call('ZADD', events_of_flow_in_state_key(flow, after), accepted, id)
  redis.call('HSET', event_key(id), 'state', after)
  if before then follow_reservations(id, before, after) end
end

-- Only the head of a lane stands in the queue. An event whose story is gone must not keep the others waiting.
local function start_head(key, flow)
  local head = redis.call('LINDEX', key, 0)
  while head and redis.call('EXISTS', event_key(head)) == 0 do
    redis.call('LPOP', key)
    redis.call('ZREM', queue_key(flow), head)
    head = redis.call('LINDEX', key, 0)
  end
  if head and not redis.call('ZSCORE', queue_key(flow), head) then
    enter_queue(flow, head, now())
    wake()
  end
end

-- Puts an event at the end of its lane.
local function enter_lane(lane, flow, id, keep)
  local key = lane_key(lane)
  redis.call('RPUSH', key, id)
  redis.call('PEXPIRE', key, keep)
  start_head(key, flow)
end

-- Takes an event out of its lane and lets the next one of the same document go.
local function leave_lane(lane, flow, id)
  local key = lane_key(lane)
  redis.call('LREM', key, 1, id)
  start_head(key, flow)
end

-- Adds a line to the story of an event: JSON of who did what, to which the moment is added. The newest 100 are kept.
local function tell(id, note)
  if note == '' then return end
  local told = cjson.decode(note)
  told.at = now()
  local number = redis.call('HINCRBY', event_key(id), 'notes', 1)
  redis.call('HSET', event_key(id), 'note:' .. number, cjson.encode(told))
  redis.call('HDEL', event_key(id), 'note:' .. (number - 100))
end

-- States in which an event stands in its lane and no worker has anything to do with it.
local function waits(state) return state == 'waiting' or state == 'retrying' or state == 'parked' end

-- Whether an event stands whatever comes after it: nothing newer takes its place.
local function lasts(id) return redis.call('HGET', event_key(id), 'lasting') end

-- Of a record whose newest state counts: whether a newer one than that of an event waits, that would take its place.
local function newer_waits(id, lane)
  local newest = redis.call('HGET', newest_key(lane), 'event')
  return newest and newest ~= id and not lasts(id) and waits(redis.call('HGET', event_key(newest), 'state'))
end

-- Takes the story of an event away, and its place in every index: nothing is left in it that a person has to see to.
local function forget_story(id, flow, state)
  redis.call('DEL', event_key(id))
  for _, index in ipairs({ events_key(), events_of_flow_key(flow), events_in_state_key(state),
    events_of_flow_in_state_key(flow, state) }) do redis.call('ZREM', index, id) end
end

-- Of a flow that keeps no stories: counts in the record of a lane how an event of it ended.
local function count_in_record(lane, flow, reference, state)
  redis.call('HSET', newest_key(lane), 'reference', reference)
  redis.call('HINCRBY', newest_key(lane), 'times_' .. state, 1)
  redis.call('ZADD', records_key(flow), string.format('%.0f', now()), lane)
end

-- Ends an event that no worker holds, since another one has a newer state of its record. Its document is the caller's to
-- delete, and so is the lane to go on with.
local function supersede(id, reason, by)
  local event = redis.call('HMGET', event_key(id), 'state', 'flow', 'lane', 'accepted', 'in_record', 'reference', 'behind')
  change_state(id, event[2], event[1], 'superseded', event[4])
  if event[7] then redis.call('ZREM', gate_waiting_key(event[7]), id) end
  redis.call('HSET', event_key(id), 'reason', reason, 'ended', string.format('%.0f', now()))
  redis.call('HDEL', event_key(id), 'dry_until', 'lacks_document', 'behind')
  redis.call('DEL', job_key(id))
  redis.call('ZREM', queue_key(event[2]), id)
  redis.call('LREM', lane_key(event[3]), 1, id)
  redis.call('HINCRBY', counters_key(), 'superseded\31' .. event[2], 1)
  tell(id, cjson.encode({ who = 'relay', what = 'superseded', by = by }))
  if event[5] then
    count_in_record(event[3], event[2], event[6], 'superseded')
    forget_story(id, event[2], 'superseded')
  end
end

-- A breaker as every script sees it: nil where it is closed. `shut` is for how many milliseconds no call goes through, 0
-- where one may probe now. One call probes at a time; a call is not shut out by a probe of its own token.
local function read_breaker(name, moment, token)
  local gate = redis.call('HMGET', gate_key(name), 'open_until', 'probe', 'probe_until', 'since_open', 'why', 'reason',
    'prober', 'prober_token')
  if not gate[1] then return nil end
  local reopens = tonumber(gate[1])
  if gate[2] ~= token then reopens = math.max(reopens, tonumber(gate[3] or 0)) end
  return { shut = math.max(reopens - moment, 0), since = gate[4] or '', why = gate[5] or '', reason = gate[6] or '',
    prober = gate[7], prober_token = gate[8] }
end

-- How long an event is not carried past a breaker: 0 where it is closed, or may be probed now; and whether it is open. One
-- event probes for as long as its lease is held: a run that has ended frees it by that alone.
local function shut_for(name, moment)
  local breaker = read_breaker(name, moment)
  if not breaker then return 0, false end
  if breaker.shut > 0 then return breaker.shut, true end
  if breaker.prober and redis.call('GET', lease_key(breaker.prober)) == breaker.prober_token then
    return math.max(redis.call('PTTL', lease_key(breaker.prober)), 1), true
  end
  return 0, true
end

-- Remembers that an event waits for a breaker, so that it goes as soon as that closes.
local function wait_behind(name, id, accepted)
  redis.call('ZADD', gate_waiting_key(name), accepted, id)
  redis.call('HSET', event_key(id), 'behind', name)
end

-- Makes due at a moment what waits for a breaker, the first accepted first; the ids sort by that. What is more than Redis
-- should do in one go is left for the next call that enters the gate. Returns how many were looked at.
local function let_go(name, due)
  local MOST, MOST_WOKEN = 500, 8
  local waiting = gate_waiting_key(name)
  local ids = redis.call('ZRANGE', waiting, 0, MOST - 1)
  if #ids == 0 then return 0 end
  for _, id in ipairs(ids) do
    local event = redis.call('HMGET', event_key(id), 'state', 'flow', 'behind', 'not_before')
    if event[3] == name and (event[1] == 'parked' or event[1] == 'retrying') then
      local soonest = math.max(due, tonumber(event[4] or 0)) -- a breaker that opens and closes makes no event spin
      if redis.call('ZSCORE', queue_key(event[2]), id) then enter_queue(event[2], id, soonest) end
    end
  end
  redis.call('ZREMRANGEBYRANK', waiting, 0, #ids - 1)
  for _ = 1, math.min(#ids, MOST_WOKEN) do wake() end
  return #ids
end
