-- Notes "this write is being sent", but only for the holder of the lease, and never over a note that may still come
-- true: an open intent gives way only to a caller that names it and has waited out the target's horizon. Nor over a
-- link, unless the caller changes the very record that it leads to: else another run has written the record between the
-- caller's look-up and this call, or buried it.
-- Answers the moment of the new note, which is never that of the one before, so that it names this one only.
-- The note keeps the moment of the first send that it is about, and a digest of what is sent now.
-- ARGV: prefix, event id, token, intent, moment of the open intent the caller looked at or '', milliseconds to keep, the
-- number of the record that is changed or '', the digest or ''
local key = intent_key(ARGV[4])
if redis.call('GET', lease_key(ARGV[2])) ~= ARGV[3] then return 'lost' end
local since = redis.call('HGET', key, 'since')
if since and since ~= ARGV[5] then return 'open' end
local link = redis.call('HMGET', link_key(ARGV[4]), 'number', 'state')
local other = link[1] and (ARGV[7] == '' or link[1] ~= ARGV[7])
if other or (link[2] and link[2] ~= '') then return 'linked' end
local moment = string.format('%.0f', now())
if since and tonumber(moment) <= tonumber(since) then moment = string.format('%.0f', since + 1) end
redis.call('HSETNX', key, 'first', since or moment)
redis.call('HSET', key, 'event', ARGV[2], 'since', moment, 'sent', ARGV[8])
redis.call('HDEL', key, 'again')
redis.call('PEXPIRE', key, ARGV[6])
return moment
