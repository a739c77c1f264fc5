-- How a place that is changed by differences stands: {how many were ended there, the event whose difference was carried out
-- last or '', and of the one that is open its event or '', the moment of its note, 1 if it was sent again, what was frozen;
-- the moment now}. ARGV: prefix, name of the place
local known = redis.call('HMGET', difference_key(ARGV[2]), 'turn', 'done', 'event', 'since', 'again', 'frozen')
return { known[1] or '0', known[2] or '', known[3] or '', known[4] or '0', known[5] and '1' or '0', known[6] or '',
  string.format('%.0f', now()) }
