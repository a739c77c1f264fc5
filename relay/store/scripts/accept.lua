-- Accepts events, or says of each which earlier event it repeats. All are stored in one piece. What repeats an event that
-- stands for its document no more is a new one, and the keys of both document and delivery lead to it from then on.
-- ARGV: prefix, milliseconds to keep an event, a delivery key, a document key; then for each event: id, flow, reference,
--       origin, lane, document key, delivery key or '', body digest, job, sealed document or '' where another Redis has it,
--       id of the system it was read from or ''
-- Returns for each: kind, id of the first event or '' where its story is gone, its state, 'lacks document' for one
--       that is held for want of it, 'dry run' for one that was only that, else ''
local keep, keep_delivery, keep_document = ARGV[2], ARGV[3], ARGV[4]
local FIELDS = 11
local moment = now()
local accepted = string.format('%.0f', moment)
local answers = {}

local function answer(kind, id)
  answers[#answers + 1] = kind
  answers[#answers + 1] = id
  local event = redis.call('HMGET', event_key(id), 'state', 'lacks_document', 'dry_until')
  answers[#answers + 1] = event[1] or ''
  answers[#answers + 1] = event[2] and 'lacks document' or event[3] and 'dry run' or ''
end

local function remember_delivery(key, id, body)
  redis.call('HSET', key, 'event', id, 'body', body)
  redis.call('PEXPIRE', key, keep_delivery)
end

local function store(id, flow, reference, origin, lane, job, sealed, system)
  if sealed ~= '' then redis.call('SET', payload_key(id), sealed, 'PX', keep) end
  redis.call('SET', job_key(id), job, 'PX', keep)
  redis.call('HSET', event_key(id), 'flow', flow, 'reference', reference, 'origin', origin, 'lane', lane,
    'accepted', accepted, 'runs', 0, 'tries', 0, 'lost', 0)
  if system ~= '' then redis.call('HSET', event_key(id), 'system', system) end
  redis.call('PEXPIRE', event_key(id), keep)
  redis.call('ZADD', events_key(), accepted, id)
  redis.call('ZADD', events_of_flow_key(flow), accepted, id)
  change_state(id, flow, nil, 'waiting', accepted)
  enter_lane(lane, flow, id, keep)
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

local function accept(id, flow, reference, origin, lane, document_digest, delivery_digest, body, job, sealed, system)
  local document = document_key(document_digest)
  local delivery = delivery_digest ~= '' and delivery_key(delivery_digest) or nil
  if delivery then
    local seen = redis.call('HMGET', delivery, 'event', 'body')
    local state = standing(seen[1])
    if seen[1] and (state or seen[2] ~= body) then
      redis.call('PEXPIRE', delivery, keep_delivery) -- also gives WAIT a write of this connection to wait for
      if seen[2] ~= body then
        return answer('conflict', redis.call('EXISTS', event_key(seen[1])) == 1 and seen[1] or '')
      end
      return answer(state == 'cancelled' and state or 'replayed', seen[1])
    end
  end
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
  mend(flow, reference)
  answer('new', id)
end

for position = 5, #ARGV, FIELDS do
  accept(unpack(ARGV, position, position + FIELDS - 1))
end
return answers
