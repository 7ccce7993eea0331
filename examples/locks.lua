-- Locks and atomic counters: several lanes update one record, and none of the updates is lost.
--
-- It shows lanes.genlock, which makes a lock (here also one with several tokens), and lanes.genatomic, which makes a
-- counter. Both are ordinary functions that can be handed to lanes.

local lanes = require "lanes".configure()

local LANES, ROUNDS = 4, 200
local linda = lanes.linda("bank")
local lock = lanes.genlock(linda, "lock", 1)
local seats = lanes.genlock(linda, "seats", 2) -- at most two lanes hold one at a time
local visits = lanes.genatomic(linda, "visits", 0)
local seated = lanes.genatomic(linda, "seated", 0)
linda:set("account", { balance = 1000, changes = 0 })

local worker = lanes.gen("", function(amount)
  local most = 0
  for _ = 1, ROUNDS do
    lock(1)
    local account = linda:get("account") -- read, change, write: safe only under the lock
    account.balance = account.balance + amount
    account.changes = account.changes + 1
    linda:set("account", account)
    lock(-1)

    seats(1)
    local now = seated(1)
    if now > most then most = now end
    seated(-1)
    seats(-1)
    visits(1)
  end
  return most
end)

local workers = {}
for i = 1, LANES do workers[i] = worker(i % 2 == 0 and 5 or -5) end
for i = 1, LANES do assert(workers[i][1] <= 2, "more than two lanes had a seat") end

local account = linda:get("account")
assert(account.changes == LANES * ROUNDS, "lost updates")
assert(account.balance == 1000, "wrong balance")
assert(linda:get("visits") == LANES * ROUNDS, "lost visits")
print(string.format("%d updates, none lost; the balance is %d again", account.changes, account.balance))
