-- Takes all locks or none. ARGV: prefix, token, milliseconds, locks
for position = 4, #ARGV do
  local holder = redis.call('GET', lock_key(ARGV[position]))
  if holder and holder ~= ARGV[2] then return 0 end
end
for position = 4, #ARGV do
  redis.call('SET', lock_key(ARGV[position]), ARGV[2], 'PX', ARGV[3])
end
return 1
