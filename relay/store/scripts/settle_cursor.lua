-- Lets a flow's cursor be that of the system its source leads to now; where it stood in another is put aside, and found
-- again when the source leads back there. ARGV: prefix, flow, system, the system of a cursor without one
-- Returns 1 when the cursor is another now.
local flow = ARGV[2]
local poll, aside = poll_key(flow), cursors_aside_key(flow)
local before = redis.call('HGET', poll, 'system') or ARGV[4]
redis.call('HSET', poll, 'system', ARGV[3])
if before == ARGV[3] then return 0 end
for note, key in pairs({ cursor = cursor_key(flow), start = start_key(flow) }) do
  local stood = redis.call('GET', key)
  if stood then redis.call('HSET', aside, note .. ':' .. before, stood) end
  local back = redis.call('HGET', aside, note .. ':' .. ARGV[3])
  if back then redis.call('SET', key, back) else redis.call('DEL', key) end
end
redis.call('HDEL', poll, 'reconcile_next', 'missing', 'missing_references', 'before_start', 'reconciled')
return 1
