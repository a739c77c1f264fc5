-- Closes intents and stores what came of each as a link, all in one piece. A link that a person made keeps its number: of
-- it only the digest is renewed, and only where the number is the same.
-- ARGV: prefix, then for each record: intent, link or '', number, digest, event
for n = 2, #ARGV, 5 do
  redis.call('DEL', intent_key(ARGV[n]))
  if ARGV[n + 1] ~= '' then
    local key = link_key(ARGV[n + 1])
    if redis.call('HGET', key, 'manual') ~= '1' then
      redis.call('HSET', key, 'number', ARGV[n + 2], 'digest', ARGV[n + 3], 'event', ARGV[n + 4])
    elseif redis.call('HGET', key, 'number') == ARGV[n + 2] then
      redis.call('HSET', key, 'digest', ARGV[n + 3])
    end
  end
end
return 'done'
