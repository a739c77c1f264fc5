-- Accepts events, or says of each which earlier event it repeats. All are stored in one piece. What repeats an event that
-- stands for its document no more is a new one, and the keys of both document and delivery lead to it from then on.
-- ARGV: prefix, milliseconds to keep an event, a delivery key, a document key, the reason of what a newer state supersedes,
--       that of a post that comes late; then for each event: id, flow, reference, origin, lane, document key, delivery key
--       or '', body digest, job, sealed document or '' where another Redis has it, id of the system it was read from or '';
--       then, '' but of a flow that keeps state: ordinal (0: drawn here), the source's own stamp in microseconds or '', 1 if
--       it is carried though the same was carried last (2: since a person wants it), 1 if it stands whatever comes after
--       it, 1 if its flow keeps a record and no stories. Of such a flow the document key is what the version is known by;
--       and of an order that reserves what it sells, as JSON, else '': {order: its name, kept_as: [names of its link],
--       entries: [[article, entry as JSON], ...]}
-- Returns for each: kind, id of the first event or '' where its story is gone, its state, 'lacks document' for one
--       that is held for want of it, 'dry run' for one that was only that, else ''; ids of those that it supersedes
local keep, keep_delivery, keep_document = ARGV[2], ARGV[3], ARGV[4]
local FIELDS = 17
local moment = now()
local accepted = string.format('%.0f', moment)
local answers = {}

local function answer(kind, id, superseded)
  answers[#answers + 1] = kind
  answers[#answers + 1] = id
  local event = redis.call('HMGET', event_key(id), 'state', 'lacks_document', 'dry_until')
  answers[#answers + 1] = event[1] or ''
  answers[#answers + 1] = event[2] and 'lacks document' or event[3] and 'dry run' or ''
  answers[#answers + 1] = superseded or ''
  return id
end

local function remember_delivery(key, id, body)
  redis.call('HSET', key, 'event', id, 'body', body)
  redis.call('PEXPIRE', key, keep_delivery)
end

-- Writes the story of an event and its place in the indexes.
local function write_story(id, flow, reference, origin, lane, system, state)
  redis.call('HSET', event_key(id), 'flow', flow, 'reference', reference, 'origin', origin, 'lane', lane,
    'accepted', accepted, 'runs', 0, 'tries', 0, 'lost', 0)
  if system ~= '' then redis.call('HSET', event_key(id), 'system', system) end
  redis.call('PEXPIRE', event_key(id), keep)
  redis.call('ZADD', events_key(), accepted, id)
  redis.call('ZADD', events_of_flow_key(flow), accepted, id)
  change_state(id, flow, nil, state, accepted)
end

local function store(id, flow, reference, origin, lane, job, sealed, system)
  if sealed ~= '' then redis.call('SET', payload_key(id), sealed, 'PX', keep) end
  redis.call('SET', job_key(id), job, 'PX', keep)
  write_story(id, flow, reference, origin, lane, system, 'waiting')
  enter_lane(lane, flow, id, keep)
end

-- Enters what an order sells, so that no level is sent without it from now on. The newest event of an order tells what is
-- wanted of it; what the books have already is not reserved again.
local function reserve(id, packed)
  if packed == '' then return end
  local asked = cjson.decode(packed)
  local order = reserving_key(asked.order)
  local before = redis.call('HGET', order, 'newest')
  redis.call('HSET', order, 'newest', id)
  redis.call('PEXPIRE', order, keep)
  if before then recount_all(redis.call('HGET', event_key(before), 'reserves')) end
  for _, name in ipairs(asked.kept_as) do
    if redis.call('EXISTS', link_key(name)) == 1 then return end
  end
  local articles = {}
  for _, entry in ipairs(asked.entries) do
    redis.call('HSET', reservations_key(entry[1]), id, entry[2])
    redis.call('PEXPIRE', reservations_key(entry[1]), keep_document)
    articles[#articles + 1] = entry[1]
  end
  if #articles == 0 then return end
  redis.call('HSET', event_key(id), 'reserves', table.concat(articles, ' '))
  recount_all(table.concat(articles, ' '))
end

-- What was refused at the door before is mended now that a document with its number is taken.
local function mend(flow, reference)
  if redis.call('HDEL', refused_key(flow), reference) == 1 then
    redis.call('ZREM', refused_at_key(flow), reference)
    redis.call('HINCRBY', counters_key(), 'refused_mended\31' .. flow, 1)
  end
end

-- The state of an event that still stands for its document, else nil: its story is gone, or its time was over, or it was a
-- dry run that has not its document any more.
local function standing(id)
  if not id then return nil end
  local event = redis.call('HMGET', event_key(id), 'state', 'dry_until')
  if not event[1] or event[1] == 'expired' or (event[2] and tonumber(event[2]) <= moment) then return nil end
  return event[1]
end

-- Ends what waits in the lane, and what rests, since a newer state of the record is here, but for what stands whatever
-- comes after it; the ids of those that are ended.
local function make_way(lane, resting, by)
  local ended = {}
  for _, other in ipairs(redis.call('LRANGE', lane_key(lane), 0, -1)) do
    if waits(redis.call('HGET', event_key(other), 'state')) and not lasts(other) then ended[#ended + 1] = other end
  end
  if resting and not lasts(resting) then ended[#ended + 1] = resting end
  for _, other in ipairs(ended) do supersede(other, ARGV[5], by) end
  return table.concat(ended, ' ')
end

-- Whether an event lies there until someone sees to it, or until a newer state of its record comes.
local function rests(id)
  local event = redis.call('HMGET', event_key(id), 'state', 'dry_until')
  return event[1] == 'held' or event[1] == 'failed' or (event[1] == 'skipped' and event[2])
end

-- Forgets an event that was read and left out, since a read of the same state takes its place: else each full reading would
-- leave a story of each record that its flow does not want.
local function forget_left_out(id, flow, version)
  local event = redis.call('HMGET', event_key(id), 'state', 'version', 'origin', 'dry_until')
  if event[1] ~= 'skipped' or event[2] ~= version or event[3] == 'hook' or event[4] then return end
  forget_story(id, flow, 'skipped')
end

-- What becomes of a state of a record whose newest state counts. Only what waits, or is carried, or was carried last is
-- not carried again; what rests gives way to it also where it says the same, since what kept that may be mended. A read
-- that began before another one, whose state is known, is older than that; so is a post with a lower stamp.
-- Returns the id of the event that stands for it.
local function accept_state(id, flow, reference, origin, lane, version, job, sealed, system, ordinal, stamp, again,
                            lasting, in_record)
  local key = newest_key(lane)
  local known = redis.call('HMGET', key, 'event', 'ordinal', 'stamp', 'carried', 'rests')
  local newest = known[1] or ''
  if ordinal == '0' then ordinal = string.format('%.0f', redis.call('INCR', ordinal_key())) end
  if tonumber(ordinal) < tonumber(known[2] or 0) then return answer('superseded', newest) end
  local comes_late = stamp ~= '' and known[3] and tonumber(stamp) < tonumber(known[3])
  if comes_late and lasting ~= '1' and in_record == '1' then
    count_in_record(lane, flow, reference, 'superseded')
    return answer('superseded', newest)
  end
  if comes_late and lasting ~= '1' then
    write_story(id, flow, reference, origin, lane, system, 'superseded')
    redis.call('HSET', event_key(id), 'reason', ARGV[6], 'ended', accepted, 'ordinal', ordinal)
    redis.call('HINCRBY', counters_key(), 'superseded\31' .. flow, 1)
    return answer('superseded', id)
  end
  redis.call('HSET', key, 'ordinal', ordinal)
  if stamp ~= '' and not comes_late then redis.call('HSET', key, 'stamp', stamp) end
  local last = redis.call('LINDEX', lane_key(lane), -1)
  if last and redis.call('HGET', event_key(last), 'version') == version then return answer('duplicate', last) end
  local state = redis.call('HGET', event_key(newest), 'state')
  local resting = known[5] and rests(known[5]) and known[5]
  local told = state or origin ~= 'hook' or in_record == '1' -- a sender is answered with what can be looked up
  if known[4] == version and not last and not resting and told and again == '0' then
    return answer('unchanged', (state or in_record == '1') and newest or '')
  end
  if origin ~= 'hook' then forget_left_out(newest, flow, version) end
  local superseded = make_way(lane, resting, id)
  redis.call('HSET', key, 'event', id)
  redis.call('HSET', event_key(id), 'ordinal', ordinal, 'version', version)
  if lasting == '1' then redis.call('HSET', event_key(id), 'lasting', 1) end
  if again == '2' then redis.call('HSET', event_key(id), 'released', accepted) end
  if in_record == '1' then redis.call('HSET', event_key(id), 'in_record', 1) end
  store(id, flow, reference, origin, lane, job, sealed, system)
  return answer('new', id, superseded)
end

local function accept(id, flow, reference, origin, lane, document_digest, delivery_digest, body, job, sealed, system,
                      ordinal, stamp, again, lasting, in_record, reserves)
  local delivery = delivery_digest ~= '' and delivery_key(delivery_digest) or nil
  if delivery then
    local seen = redis.call('HMGET', delivery, 'event', 'body')
    local state = standing(seen[1])
    if ordinal ~= '' and state == 'cancelled' then state = nil end -- a state that is sent again is wanted after all
    local ended_well = seen[1] and in_record == '1' and redis.call('EXISTS', event_key(seen[1])) == 0
    if seen[1] and (state or ended_well or seen[2] ~= body) then
      redis.call('PEXPIRE', delivery, keep_delivery) -- also gives WAIT a write of this connection to wait for
      if seen[2] ~= body then
        return answer('conflict', redis.call('EXISTS', event_key(seen[1])) == 1 and seen[1] or '')
      end
      return answer(state == 'cancelled' and state or 'replayed', seen[1])
    end
  end
  if ordinal ~= '' then
    local first = accept_state(id, flow, reference, origin, lane, document_digest, job, sealed, system, ordinal, stamp,
      again, lasting, in_record)
    if delivery then remember_delivery(delivery, first, body) end
    return mend(flow, reference)
  end
  local document = document_key(document_digest)
  local first = redis.call('GET', document)
  local state = standing(first)
  if delivery then remember_delivery(delivery, state and first or id, body) end
  if state then
    redis.call('PEXPIRE', document, keep_document)
    if state == 'cancelled' then return answer(state, first) end
    mend(flow, reference)
    return answer('duplicate', first)
  end
  redis.call('SET', document, id, 'PX', keep_document)
  store(id, flow, reference, origin, lane, job, sealed, system)
  reserve(id, reserves)
  mend(flow, reference)
  answer('new', id)
end

for position = 7, #ARGV, FIELDS do
  accept(unpack(ARGV, position, position + FIELDS - 1))
end
return answers
