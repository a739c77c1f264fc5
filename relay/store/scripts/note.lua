-- Adds a line to the story of an event, where it still has one, and sets fields of it in the same call.
-- ARGV: prefix, id, note as JSON, then field, value of each field
if redis.call('EXISTS', event_key(ARGV[2])) == 0 then return 0 end
tell(ARGV[2], ARGV[3])
for position = 4, #ARGV, 2 do
  redis.call('HSET', event_key(ARGV[2]), ARGV[position], ARGV[position + 1])
end
return 1
