-- Ends the carrying of what was due. Noted anew meanwhile, it stays due at that moment.
-- ARGV: prefix, flow, kind of work, what it is kept as, the moment at which it is due again (milliseconds) or ''
local dues = dues_key(ARGV[2], ARGV[3])
redis.call('ZREM', dues_taken_key(ARGV[2], ARGV[3]), ARGV[4])
if ARGV[5] ~= '' then redis.call('ZADD', dues, 'LT', ARGV[5], ARGV[4]) end
if not redis.call('ZSCORE', dues, ARGV[4]) then redis.call('HDEL', dues_hidden_key(ARGV[2], ARGV[3]), ARGV[4]) end
return 1
