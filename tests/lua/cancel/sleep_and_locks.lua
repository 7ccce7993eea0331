-- sleep, genlock and genatomic under a request: CE returned (soft) or raised (hard).
local T = require "testing"
local lanes = require "lanes".configure()
local CE = lanes.cancel_error
local l = lanes.linda()
local lock, atomic = lanes.genlock(l, "lock", 1), lanes.genatomic(l, "atomic")
local function body(mode)
  local sleep = require "lanes".sleep
  l:set("ready", true)
  while not cancel_test() do end
  local function outcome(f, ...)
    local ok, e = pcall(f, ...)
    if mode == "soft" then return ok == true and e == CE end
    return ok == false and e == CE
  end
  return outcome(sleep, 600), outcome(sleep, 0), outcome(lock, 1), outcome(lock, 1, "try"), outcome(atomic, 1)
end
for _, mode in ipairs { "soft", "hard" } do
  local h = lanes.gen("*", body)(mode)
  l:receive(20, "ready")
  h:cancel(mode)
  T.same({ h:join() }, { true, true, true, true, true })
end
T.equal(l:count("lock"), 0)
