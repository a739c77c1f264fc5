-- Links two names in one piece, unless one of them has another number or is a tombstone. What else a link holds stays.
-- Answers the name that stands in the way, or nothing.
-- ARGV: prefix, event, name, number, other name, other number
for n = 3, 5, 2 do
  local link = redis.call('HMGET', link_key(ARGV[n]), 'number', 'state')
  local other = link[1] and link[1] ~= ARGV[n + 1]
  if other or (link[2] and link[2] ~= '') then return ARGV[n] end
end
for n = 3, 5, 2 do
  redis.call('HSET', link_key(ARGV[n]), 'number', ARGV[n + 1])
  redis.call('HSETNX', link_key(ARGV[n]), 'event', ARGV[2])
end
return ''
