-- Closes an intent and stores what came of it as a link, in one piece.
-- ARGV: prefix, intent, link or '', then field, value of the link
redis.call('DEL', prefix .. 'intent:' .. ARGV[2])
if ARGV[3] ~= '' then
  redis.call('HSET', prefix .. 'link:' .. ARGV[3], unpack(ARGV, 4))
end
return 'done'
