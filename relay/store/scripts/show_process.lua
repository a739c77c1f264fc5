-- Notes that a process is there and what it is, and announces its settings where they are other than the newest.
-- ARGV: prefix, process, JSON that tells what it is, version of its settings, '1' to announce it, JSON about the
--       announcement, milliseconds after which a silent process is forgotten
-- Returns the moment, and the fields of the newest announcement.
local processes, settings = processes_key(), settings_key()
local moment = string.format('%.0f', now())
redis.call('HSET', processes, ARGV[2], moment .. ' ' .. ARGV[3])
if ARGV[5] == '1' then
  if redis.call('HGET', settings, 'version') ~= ARGV[4] then
    redis.call('HINCRBY', settings, 'number', 1)
    redis.call('HSET', settings, 'version', ARGV[4], 'at', moment, 'about', ARGV[6])
  end
  local all = redis.call('HGETALL', processes)
  for position = 1, #all, 2 do
    local seen = tonumber(string.match(all[position + 1], '^%d+')) or 0
    if seen + tonumber(ARGV[7]) < tonumber(moment) then redis.call('HDEL', processes, all[position]) end
  end
end
return { moment, redis.call('HGETALL', settings) }
