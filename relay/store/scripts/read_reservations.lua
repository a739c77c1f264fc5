-- Reads what orders have sold of articles, and has the caller told of every change of that from now on.
-- ARGV: prefix, the watcher ("flow" 0x1f "member of its dues") or '' for none, its sealed number or '', 1 if the first article
--       is made of the others, each of which then follows with how many it takes of it, else 0 and no numbers; articles
-- Returns the moment in milliseconds, then for each entry: the article asked for, how many of that one of what was sold is,
-- the event, the entry as JSON, the event's state, from which ordinal on the books know it or '', when its last run ended or
-- '', the order's newest event, how much of the order's article was delivered and from which ordinal on that is seen.
local WATCHER, SEALED, IS_MADE = ARGV[2], ARGV[3], ARGV[4] == '1'
local articles, parts = {}, {}
for position = 5, #ARGV, IS_MADE and 2 or 1 do
  articles[#articles + 1] = ARGV[position]
  if IS_MADE and position > 5 then parts[ARGV[position]] = ARGV[position + 1] end
end

-- Remembers of what an article is made: what is sold of it, is sold of its parts.
local function keep_parts(article)
  local known = redis.call('HGETALL', made_of_key(article))
  for position = 1, #known, 2 do
    local part = known[position]
    if parts[part] ~= known[position + 1] then
      redis.call('HDEL', made_of_key(article), part)
      redis.call('HDEL', made_into_key(part), article)
      recount(part)
    else
      parts[part] = nil
    end
  end
  for part, many in pairs(parts) do
    redis.call('HSET', made_of_key(article), part, many)
    redis.call('HSET', made_into_key(part), article, many)
    recount(part)
  end
end

local answers = { string.format('%.0f', now()) }

-- The entries of what was sold under an article, of which each is so many of the one that was asked for. One whose event is
-- gone is forgotten.
local function list_entries(asked, sold, many)
  local entries = redis.call('HGETALL', reservations_key(sold))
  for position = 1, #entries, 2 do
    local id, entry = entries[position], entries[position + 1]
    local event = redis.call('HMGET', event_key(id), 'state', 'known_from', 'ended')
    if not event[1] then
      redis.call('HDEL', reservations_key(sold), id)
    elseif counts_as(event[1]) ~= 'nothing' then
      local order = redis.call('HMGET', reserving_key(cjson.decode(entry).order), 'newest', 'delivered:' .. sold,
        'seen_from:' .. sold)
      for _, value in ipairs({ asked, many, id, entry, event[1], event[2] or '', event[3] or '', order[1] or id,
        order[2] or '0', order[3] or '0' }) do answers[#answers + 1] = value end
    end
  end
end

keep_parts(articles[1])
for _, article in ipairs(articles) do
  if WATCHER ~= '' then redis.call('HSETNX', reservation_watchers_key(article), WATCHER, SEALED) end
  list_entries(article, article, '1')
  local compositions = redis.call('HGETALL', made_into_key(article))
  for position = 1, #compositions, 2 do list_entries(article, compositions[position], compositions[position + 1]) end
end
return answers
