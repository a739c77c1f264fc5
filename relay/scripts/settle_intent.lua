-- Closes an intent and stores what came of it as a link, in one piece. A link that a person made keeps its number: of
-- it only the digest is renewed, and only where the number is the same.
-- ARGV: prefix, intent, link or '', then 'number', number, 'digest', digest and further fields and values of the link
redis.call('DEL', prefix .. 'intent:' .. ARGV[2])
if ARGV[3] == '' then return 'done' end
local key = prefix .. 'link:' .. ARGV[3]
if redis.call('HGET', key, 'manual') ~= '1' then
  redis.call('HSET', key, unpack(ARGV, 4))
elseif redis.call('HGET', key, 'number') == ARGV[5] then
  redis.call('HSET', key, ARGV[6], ARGV[7])
end
return 'done'
