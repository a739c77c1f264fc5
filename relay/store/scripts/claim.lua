-- Claims the longest-due event of the first flow that has one. While it is leased its score is the lease's end, so an
-- event whose worker died becomes due by itself.
-- ARGV: prefix, token, lease in milliseconds, version of the settings or ''; then flows in the order in which they are to
--       be asked, each with the names of the two breakers that it depends on, or '': its target's, and its own at that
-- Returns {id, flow, run number, runs lost so far}, or {'', milliseconds until something is due, or -1}.
local token, lease, version = ARGV[2], tonumber(ARGV[3]), ARGV[4]
local moment = now()
local soonest = -1
local MOST_RUNNING = 64

local function running_key(flow) return events_of_flow_in_state_key(flow, 'running') end

-- A breaker that was opened under other settings bars nothing under these.
local function is_of_others(name) return (string.match(name, '^[^|@]*@(%x+)') or '') ~= version end

-- The newest settings lift what was barred under others, also what processes with former settings still put there: that
-- is not shown any more, and what waits for it goes. Those processes themselves go on keeping to it.
local function lift_former()
  local names = redis.call('SMEMBERS', gates_open_key())
  if #names == 0 then return end
  local newest = redis.call('HGET', settings_key(), 'version')
  if newest and newest ~= version then return end
  if not redis.call('SET', gates_looked_at_key(version), '1', 'NX', 'PX', 1000) then return end
  for _, name in ipairs(names) do
    local gate = gate_key(name)
    if redis.call('EXISTS', gate) == 0 then
      if let_go(name, moment) == 0 then redis.call('SREM', gates_open_key(), name) end
    elseif is_of_others(name) then
      redis.call('HSET', gate, 'lifted', 1)
      let_go(name, moment)
    else
      redis.call('HDEL', gate, 'lifted')
    end
  end
end

-- Marks an event as the one that finds out whether what is barred works again: others wait until its run has ended.
local function probe(name, id)
  redis.call('HSET', gate_key(name), 'prober', id, 'prober_token', token)
  local others = redis.call('HGET', event_key(id), 'probes')
  redis.call('HSET', event_key(id), 'probes', (others and others .. ' ' or '') .. name)
end

-- Whether the breaker that turned an event away is still shut: to carry it would only be to be turned away again.
local function is_behind(name, flow, id, accepted)
  local shut, open = shut_for(name, moment)
  if shut > 0 then
    wait_behind(name, id, accepted)
    enter_queue(flow, id, moment + shut)
    return true
  end
  if open then probe(name, id) end
  return false
end

local function claim(flow, id, target, own)
  if not redis.call('SET', lease_key(id), token, 'NX', 'PX', lease) then
    return nil -- the lease is renewed in the same call as the score, so this is a rounding of one millisecond
  end
  local event = redis.call('HMGET', event_key(id), 'state', 'accepted', 'behind')
  local state, behind = event[1], event[3]
  if state ~= 'waiting' and state ~= 'retrying' and state ~= 'parked' and state ~= 'unconfirmed'
    and state ~= 'running' then
    redis.call('ZREM', queue_key(flow), id)
    redis.call('ZREM', running_key(flow), id) -- one whose story is gone would be looked at for ever, and nothing else
    redis.call('DEL', lease_key(id))
    return nil
  end
  redis.call('HDEL', event_key(id), 'probes')
  if behind and behind ~= target and behind ~= own and not is_of_others(behind) and state ~= 'running'
    and is_behind(behind, flow, id, event[2]) then
    redis.call('DEL', lease_key(id))
    return nil
  end
  redis.call('HDEL', event_key(id), 'behind', 'document_came') -- a document that came is there for this run
  local lost = redis.call('HINCRBY', event_key(id), 'lost', state == 'running' and 1 or 0)
  change_state(id, flow, state, 'running', event[2])
  enter_queue(flow, id, moment + lease)
  redis.call('HSET', event_key(id), 'started', string.format('%.0f', moment))
  for _, name in ipairs({ target, own }) do
    if name ~= '' and select(2, shut_for(name, moment)) then probe(name, id) end
  end
  return { id, flow, redis.call('HINCRBY', event_key(id), 'runs', 1), lost }
end

local function wait_for(milliseconds)
  if soonest < 0 or milliseconds < soonest then soonest = milliseconds end
end

-- Events whose worker died come first: they have waited once already, and their record may be half made.
local function due_now(flow)
  local due = {}
  for _, id in ipairs(redis.call('ZRANGE', running_key(flow), 0, MOST_RUNNING - 1)) do
    if redis.call('EXISTS', lease_key(id)) == 0 then due[#due + 1] = id end
  end
  if #due > 0 then return due end
  return redis.call('ZRANGEBYSCORE', queue_key(flow), '-inf', moment, 'LIMIT', 0, 16)
end

lift_former()
for position = 5, #ARGV, 3 do
  local flow = ARGV[position]
  local due = due_now(flow)
  local target, own = ARGV[position + 1], ARGV[position + 2]
  local shut = 0
  if #due > 0 and target ~= '' then
    shut = math.max(shut_for(target, moment), (shut_for(own, moment))) -- the first value of each
  end
  if shut > 0 then
    wait_for(shut)
  else
    for _, id in ipairs(due) do
      local claimed = claim(flow, id, target, own)
      if claimed then return claimed end
    end
    local head = redis.call('ZRANGE', queue_key(flow), 0, 0, 'WITHSCORES')
    if head[2] then wait_for(math.max(tonumber(head[2]) - moment, 0)) end
  end
end
return { '', soonest }
