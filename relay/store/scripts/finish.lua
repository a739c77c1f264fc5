-- Ends a run: records it, changes the state, frees the lease and, where the event is done, its lane and its job.
-- ARGV: prefix, id, token, new state, states it may be reached from (each between commas), milliseconds until due,
--       milliseconds to keep, 1 if it leaves its lane, 1 if its document is no longer needed, 1 if it burns a try,
--       reason, number, run as JSON, breaker that it waits for or '', 1 if that turned it away without a call, 1 if it
--       is held for want of its document, milliseconds that it pauses at least, milliseconds to keep the
--       document of what was only a dry run, else 0; what this end is known by when the next run ends in the same way, or '';
--       what the record tells of it where its flow keeps no stories, or ''
-- Returns 'done', or without a change: 'lost' (the lease is not ours), 'refused' (no such change of state), 'came' (the
-- document that it wants came during the run), 'newer' (it would come back or rest, and a newer state of its record waits).
local id, state, behind = ARGV[2], ARGV[4], ARGV[14]
if redis.call('GET', lease_key(id)) ~= ARGV[3] then return 'lost' end
local event = redis.call('HMGET', event_key(id), 'state', 'flow', 'lane', 'accepted', 'runs', 'probes', 'ended', 'started',
  'same_end', 'ordinal', 'version', 'in_record', 'reference')
local before, flow, lane = event[1], event[2], event[3]
local moment = now()
if not before or not string.find(ARGV[5], ',' .. before .. ',', 1, true) then return 'refused' end
if ARGV[16] == '1' and redis.call('HEXISTS', event_key(id), 'document_came') == 1 then
  redis.call('HDEL', event_key(id), 'document_came')
  return 'came'
end

-- States of which a newer one takes the place; a dry run besides.
local gives_way = state == 'held' or state == 'failed' or waits(state) or ARGV[18] ~= '0'
if event[10] and gives_way and newer_waits(id, lane) then return 'newer' end

-- Of a record whose newest state counts: which one the target has now.
local function note_carried()
  local key = newest_key(lane)
  if tonumber(event[10]) < tonumber(redis.call('HGET', key, 'carried_ordinal') or 0) then return end
  redis.call('HSET', key, 'carried_ordinal', event[10])
  if event[11] then redis.call('HSET', key, 'carried', event[11]) else redis.call('HDEL', key, 'carried') end
end

-- A run that was to find out whether what is barred works, and ended without a word on it: another one is to find out.
local function probe_no_more(name)
  local gate = gate_key(name)
  if redis.call('HGET', gate, 'prober') == id then
    redis.call('HDEL', gate, 'prober', 'prober_token')
    let_go(name, moment)
    wake()
  end
end

-- When an event that waits for a breaker is due: as soon as that closes, and else when it may be probed.
local function due_behind(due)
  local shut, open = shut_for(behind, moment)
  if not open then return ARGV[15] == '1' and moment or due end
  wait_behind(behind, id, event[4])
  if ARGV[15] == '1' then return moment + shut end
  redis.call('HSETNX', gate_key(behind), 'reason', ARGV[11])
  return due
end

-- The run as JSON, with its first moment and its length in milliseconds by the clock of Redis. One that ended in the same
-- way as the run before takes the place of that one, and tells how many it stands for and when the first of them began.
local function run_record()
  local started = event[8] or moment
  local record = string.format('{"at":%.0f,"lasted":%.0f,', started, math.max(moment - started, 0))
  local number = string.format('%.0f', event[5] - 1)
  local name = 'run:' .. number
  local alike = ARGV[19] ~= '' and event[9] == number .. ':' .. ARGV[19]
  local before = alike and redis.call('HGET', event_key(id), name)
  if before then
    local told = cjson.decode(before)
    redis.call('HDEL', event_key(id), name)
    record = record .. string.format('"times":%.0f,"first":%.0f,', (told.times or 1) + 1, told.first or told.at)
  end
  return record .. string.sub(ARGV[13], 2)
end

-- Keeps the newest 100 records of runs: an event that waits for weeks runs thousands of times.
local function forget_oldest_runs()
  if tonumber(event[5]) <= 100 then return end
  local numbers = {}
  for _, name in ipairs(redis.call('HKEYS', event_key(id))) do
    local number = string.match(name, '^run:(%d+)$')
    if number then numbers[#numbers + 1] = tonumber(number) end
  end
  table.sort(numbers)
  for position = 1, #numbers - 100 do redis.call('HDEL', event_key(id), 'run:' .. numbers[position]) end
end

-- Notes in the record how an event ended that came to an end or rests, and the last trouble there was.
local function note_in_record()
  local key, at = newest_key(lane), string.format('%.0f', moment)
  if state == 'held' or state == 'failed' or state == 'retrying' or state == 'unconfirmed' then
    redis.call('HSET', key, 'trouble', ARGV[20], 'trouble_at', at)
  end
  if ARGV[8] ~= '1' then return end
  count_in_record(lane, flow, event[13], state)
  if state == 'superseded' then return end
  redis.call('HSET', key, 'outcome', state, 'at', at)
  if ARGV[12] ~= '' then redis.call('HSET', key, 'number', ARGV[12]) end
  if ARGV[20] ~= '' then redis.call('HSET', key, 'tells', ARGV[20]) else redis.call('HDEL', key, 'tells') end
end

local keep = ARGV[7]
change_state(id, flow, before, state, event[4])
redis.call('HSET', event_key(id), 'reason', ARGV[11], 'number', ARGV[12], 'ended', string.format('%.0f', moment),
  'run:' .. event[5], run_record(), 'lost', 0) -- a run that tells how it ended shows that the event kills no workers
if ARGV[19] ~= '' then redis.call('HSET', event_key(id), 'same_end', event[5] .. ':' .. ARGV[19]) end
if ARGV[16] == '1' then redis.call('HSET', event_key(id), 'lacks_document', 1) end
if ARGV[18] ~= '0' then redis.call('HSET', event_key(id), 'dry_until', string.format('%.0f', moment + ARGV[18])) end
forget_oldest_runs()
redis.call('HINCRBY', event_key(id), 'tries', ARGV[10])
redis.call('HINCRBY', counters_key(), 'outcomes\31' .. flow .. '\31' .. state, 1)
redis.call('PEXPIRE', event_key(id), keep)
redis.call('DEL', lease_key(id), arq_tries_key(id))
for name in string.gmatch(event[6] or '', '%S+') do probe_no_more(name) end
redis.call('HDEL', event_key(id), 'probes')

if event[10] and state == 'written' then note_carried() end
if event[10] and gives_way then redis.call('HSET', newest_key(lane), 'rests', id) end
if ARGV[9] == '1' then
  redis.call('DEL', job_key(id))
else
  redis.call('PEXPIRE', job_key(id), keep)
end
if ARGV[8] == '1' then
  redis.call('ZREM', queue_key(flow), id)
  leave_lane(lane, flow, id)
else
  local due = moment + ARGV[6]
  -- What waits for a breaker goes on as soon as that closes; only if it is turned away twice in a row does it pause.
  local soonest = (behind == '' and moment or tonumber(event[7] or 0)) + ARGV[17]
  redis.call('HSET', event_key(id), 'not_before', string.format('%.0f', soonest))
  enter_queue(flow, id, math.max(behind ~= '' and due_behind(due) or due, soonest))
  redis.call('PEXPIRE', lane_key(lane), keep)
end
if event[12] then
  note_in_record()
  if ARGV[9] == '1' then forget_story(id, flow, state) end
end
return 'done'
