-- Puts a sealed document where another stands, but only while that one still stands there (payload role).
-- ARGV: prefix, id, the bytes that stand there, or '' for none; the new ones; milliseconds to keep them
local key = payload_key(ARGV[2])
if (redis.call('GET', key) or '') ~= ARGV[3] then return 0 end
redis.call('SET', key, ARGV[4], 'PX', ARGV[5])
return 1
