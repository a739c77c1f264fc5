-- Hands an event on from one flow to another, in one piece: its place in every index, in its lane and in the queue. Its
-- state stays. It goes before what the new flow accepted later of the same document, and is due at once.
-- ARGV: prefix, id, old flow, new flow, states in which it may be (each between commas), states that stand in a lane
--       (each between commas), new lane, old document key or '', new one, milliseconds to keep the event, milliseconds to
--       keep a new document key, note as JSON, reason of one that a newer state of its record in the new flow supersedes
-- Returns {1 if it was handed on, the state in which it was or ''}.
local id, old, new = ARGV[2], ARGV[3], ARGV[4]
local event = redis.call('HMGET', event_key(id), 'state', 'flow', 'lane', 'accepted', 'sealed_for', 'ordinal')
local state, accepted = event[1], event[4]
if not state or event[2] ~= old then return { 0, state or '' } end
if not string.find(ARGV[5], ',' .. state .. ',', 1, true) then return { 0, state } end
if is_final(id, state) then return { 0, state } end
if redis.call('EXISTS', lease_key(id)) == 1 then return { 0, 'running' } end

-- A place in the new lane: behind what is carried at this moment, and before what was accepted later.
local function enter_by_acceptance(lane)
  local key = lane_key(lane)
  for _, other in ipairs(redis.call('LRANGE', key, 0, -1)) do
    local known = redis.call('HMGET', event_key(other), 'state', 'accepted')
    local later = known[2] and tonumber(known[2]) > tonumber(accepted)
    if later and (known[1] == 'waiting' or known[1] == 'parked' or known[1] == 'retrying') then
      redis.call('LINSERT', key, 'BEFORE', other, id)
      redis.call('ZREM', queue_key(new), other)
      return key
    end
  end
  redis.call('RPUSH', key, id)
  return key
end

local in_lane = string.find(ARGV[6], ',' .. state .. ',', 1, true)
redis.call('ZREM', queue_key(old), id)
if in_lane then leave_lane(event[3], old, id) end
redis.call('ZREM', events_of_flow_key(old), id)
redis.call('ZADD', events_of_flow_key(new), accepted, id)
redis.call('ZREM', events_of_flow_in_state_key(old, state), id)
redis.call('ZADD', events_of_flow_in_state_key(new, state), accepted, id)
redis.call('HSET', event_key(id), 'flow', new, 'lane', ARGV[7],
  'sealed_for', (event[5] and event[5] .. ' ' or '') .. old, 'released', string.format('%.0f', now()))
if in_lane then
  redis.call('HSET', event_key(id), 'reason', '')
  local key = enter_by_acceptance(ARGV[7])
  redis.call('PEXPIRE', key, ARGV[10])
  local head = redis.call('LINDEX', key, 0)
  if not redis.call('ZSCORE', queue_key(new), head) then
    enter_queue(new, head, now())
    wake()
  end
end
-- What is known of the newest state of its record goes along; where the new flow has a newer one, that is carried instead.
local function hand_on_newest(before, after)
  local theirs = redis.call('HMGET', newest_key(after), 'event', 'ordinal')
  if theirs[1] and theirs[1] ~= id and tonumber(theirs[2]) >= tonumber(event[6]) then
    if (waits(state) or not in_lane) and not lasts(id) then supersede(id, ARGV[13], theirs[1]) end
    return start_head(lane_key(after), new)
  end
  local known = redis.call('HGETALL', newest_key(before))
  if before == after or #known == 0 then return end
  redis.call('HSET', newest_key(after), unpack(known))
  redis.call('DEL', newest_key(before))
  local at = redis.call('ZSCORE', records_key(old), before)
  if at then redis.call('ZADD', records_key(new), at, after) end
  redis.call('ZREM', records_key(old), before)
end

if event[6] then hand_on_newest(event[3], ARGV[7]) end
if ARGV[8] ~= '' and redis.call('GET', document_key(ARGV[8])) == id then
  redis.call('SET', document_key(ARGV[9]), id, 'NX', 'PX', ARGV[11])
end
redis.call('PEXPIRE', event_key(id), ARGV[10])
redis.call('PEXPIRE', job_key(id), ARGV[10])
if redis.call('EXISTS', event_key(id)) == 1 then tell(id, ARGV[12]) end
return { 1, state }
