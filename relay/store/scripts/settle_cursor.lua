-- Lets a flow's cursors be those of the system its source leads to now; where it stood in another is put aside, and found
-- again when the source leads back there. ARGV: prefix, flow, system, the system of a cursor without one
-- Returns 1 when the cursors are others now.
local flow = ARGV[2]
local poll, parts, aside = poll_key(flow), cursors_key(flow), cursors_aside_key(flow)
local before = redis.call('HGET', poll, 'system') or ARGV[4]
redis.call('HSET', poll, 'system', ARGV[3])
if before == ARGV[3] then return 0 end
for note, key in pairs({ cursor = cursor_key(flow), start = start_key(flow) }) do
  local stood = redis.call('GET', key)
  if stood then redis.call('HSET', aside, note .. ':' .. before, stood) end
  local back = redis.call('HGET', aside, note .. ':' .. ARGV[3])
  if back then redis.call('SET', key, back) else redis.call('DEL', key) end
end
local stood = redis.call('HGETALL', parts)
if #stood > 0 then redis.call('HSET', aside, 'parts:' .. before, cjson.encode(stood)) end
redis.call('DEL', parts, reading_key(flow), full_key(flow), known_key(flow))
local back = redis.call('HGET', aside, 'parts:' .. ARGV[3])
if back then redis.call('HSET', parts, unpack(cjson.decode(back))) end
redis.call('HDEL', poll, 'reconcile_next', 'missing', 'missing_references', 'before_start', 'reconciled')
return 1
