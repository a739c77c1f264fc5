-- Freezes a difference and notes that it is being sent, but only for the holder of the lease, only where none is open at its
-- place, and only where none was ended there since the caller looked: else the level that it was worked out from is older.
-- The open one itself may be sent again, by its event, once its horizon is over: then nothing in it changes but the moment.
-- It never expires. Answers the moment of the note, or 'lost', 'open' or 'moved'.
-- ARGV: prefix, event id, token, name of the place, how many were ended there, moment of the open one's note or '', what is
-- frozen
if redis.call('GET', lease_key(ARGV[2])) ~= ARGV[3] then return 'lost' end
local key = difference_key(ARGV[4])
local known = redis.call('HMGET', key, 'event', 'since', 'turn')
if known[1] then
  if known[1] ~= ARGV[2] or known[2] ~= ARGV[6] then return 'open' end
elseif ARGV[6] ~= '' or (known[3] or '0') ~= ARGV[5] then
  return 'moved'
end
local moment = string.format('%.0f', now())
if known[1] then
  if tonumber(moment) <= tonumber(known[2]) then moment = string.format('%.0f', known[2] + 1) end
  redis.call('HSET', key, 'since', moment, 'again', '1')
else
  redis.call('HSET', key, 'event', ARGV[2], 'since', moment, 'frozen', ARGV[7])
  redis.call('SADD', differences_key(), ARGV[4])
end
return moment
