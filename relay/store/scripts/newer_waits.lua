-- Whether a newer state of the record that an event is about waits. ARGV: prefix, event id
local lane = redis.call('HGET', event_key(ARGV[2]), 'lane')
return lane and newer_waits(ARGV[2], lane) and 1 or 0
