-- Closes intents and stores what came of each as a link, all in one piece. A link that a person made keeps its number: of
-- it only the digests are renewed, and only where the number is the same. A tombstone stays as it is.
-- ARGV: prefix, then for each record: intent, link or '', number, digest, event, digest of the settings
for n = 2, #ARGV, 6 do
  redis.call('DEL', intent_key(ARGV[n]))
  if ARGV[n + 1] ~= '' then
    local key = link_key(ARGV[n + 1])
    local link = redis.call('HMGET', key, 'number', 'manual', 'state')
    local digests = { 'digest', ARGV[n + 3], 'settings', ARGV[n + 5] }
    if link[3] and link[3] ~= '' then
      -- the record was buried while it was written
    elseif link[2] ~= '1' then
      redis.call('HSET', key, 'number', ARGV[n + 2], 'event', ARGV[n + 4], unpack(digests))
    elseif link[1] == ARGV[n + 2] then
      redis.call('HSET', key, unpack(digests))
    end
  end
end
return 'done'
