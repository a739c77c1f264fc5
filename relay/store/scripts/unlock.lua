-- Frees those of the locks that are still ours. ARGV: prefix, token, locks
for position = 3, #ARGV do
  local key = lock_key(ARGV[position])
  if redis.call('GET', key) == ARGV[2] then redis.call('DEL', key) end
end
return 1
