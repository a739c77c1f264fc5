-- Changes the register of systems, unless another process has changed it since it was read. ARGV: prefix, old, new
-- Returns 1 when it is changed.
local key = systems_key()
if (redis.call('GET', key) or '') ~= ARGV[2] then return 0 end
redis.call('SET', key, ARGV[3])
return 1
