-- Makes a dry run an ordinary end: what it showed will not be carried. ARGV: prefix, id, note as JSON
if redis.call('HDEL', event_key(ARGV[2]), 'dry_until') == 0 then return 0 end
redis.call('DEL', job_key(ARGV[2]))
tell(ARGV[2], ARGV[3])
return 1
