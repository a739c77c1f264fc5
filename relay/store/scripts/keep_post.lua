-- Keeps a post under seal, unless one with a later stamp of its source stands there, which then lives on (payload role).
-- ARGV: prefix, keyed hash of its name, its stamp in microseconds since the epoch or 0, the sealed post, milliseconds to keep
-- it. Returns 1 where it is kept.
local key = kept_post_key(ARGV[2])
local standing = redis.call('GET', key)
local known = standing and tonumber(string.match(string.sub(standing, 1, 32), '^(%d+) ')) or 0
if ARGV[3] ~= '0' and known > tonumber(ARGV[3]) then
  redis.call('PEXPIRE', key, ARGV[5])
  return 0
end
redis.call('SET', key, ARGV[3] .. ' ' .. ARGV[4], 'PX', ARGV[5])
return 1
