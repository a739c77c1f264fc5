-- Renews leases, and moves the scores that stand for their ends. Returns the ids whose lease is held by another now.
-- ARGV: prefix, lease in milliseconds, then id, token, flow of each lease
local lease = tonumber(ARGV[2])
local lost = {}
for position = 3, #ARGV, 3 do
  local id, token, flow = ARGV[position], ARGV[position + 1], ARGV[position + 2]
  if redis.call('GET', lease_key(id)) == token then
    redis.call('PEXPIRE', lease_key(id), lease)
    enter_queue(flow, id, now() + lease)
  else
    lost[#lost + 1] = id
  end
end
return lost
