-- One bucket: the state of the queue that all processes share, in one hash.
--
-- Times are integers in microseconds of the bucket's own clock. It is the server's, but it never goes back: when the
-- server's clock does, the bucket's stays `behind` it by so much.
--
-- full    when the whole burst is there again, unless more is sent ("theoretical arrival time")
-- epoch   when the bucket was made; another one after it was lost
-- shift   by how much all pauses together have moved the places that were given before them
-- paused  the end of the latest pause
-- clock   the latest time that was seen
-- behind  what has to be added to the server's time

local op, ticket = ARGV[1], ARGV[2]
local interval, burst = tonumber(ARGV[3]), tonumber(ARGV[4]) -- burst: the time in which all but one of it come back
local at_most, starts_full, idle = tonumber(ARGV[5]), ARGV[6] == '1', tonumber(ARGV[7])
-- What the caller has to tell: requests that it sent without this server, a pause that the API asked for, its newest place.
local sent, pause = tonumber(ARGV[8]), tonumber(ARGV[9])
local its_epoch, its_full, its_shift = tonumber(ARGV[10]), tonumber(ARGV[11]), tonumber(ARGV[12])

local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local stored = redis.call('HMGET', KEYS[1], 'full', 'epoch', 'shift', 'paused', 'clock', 'behind')
local full, epoch, shift, paused, clock, behind

if stored[2] then
  full, epoch, shift = tonumber(stored[1]), tonumber(stored[2]), tonumber(stored[3])
  paused, clock, behind = tonumber(stored[4]), tonumber(stored[5]), tonumber(stored[6])
else
  full, epoch, shift = starts_full and now or now + burst + interval, now, 0
  paused, clock, behind = 0, now, 0
end

now = now + behind
if now < clock then
  behind, now = behind + clock - now, clock
end
clock = now

-- A replica that took over may have missed places that were given.
if its_epoch == epoch then
  shift = math.max(shift, its_shift)
  full = math.max(full, its_full + shift - its_shift)
end
full = math.max(full, now)

if sent > 0 then
  full = math.max(full, math.min(full + sent * interval, now + burst + interval))
end

if pause > 0 then
  local more = now + pause - math.max(now, paused)
  if more > 0 then
    shift, paused = shift + more, now + pause
    full = math.max(full + more, paused + burst)
  end
end

local done, place = 0, math.max(now, full - burst)
if op == 'reserve' and place - now <= at_most then
  done, full = 1, full + interval
elseif op == 'return' and its_epoch == epoch and full == its_full + shift - its_shift then
  -- Nobody has reserved behind it.
  done, full = 1, full - interval
end

local function integer(number) return string.format('%.0f', number) end
redis.call('HSET', KEYS[1], 'full', integer(full), 'epoch', integer(epoch), 'shift', integer(shift),
  'paused', integer(paused), 'clock', integer(clock), 'behind', integer(behind))
redis.call('PEXPIRE', KEYS[1], integer(idle + math.ceil((full - now) / 1000)))

return { tonumber(ticket), done, place - now, place - behind, epoch, shift, full }
