-- A cancel request of the lane leaves get, set, limit, count, dump and cancel of lindas alone.
local T = require "testing"
local lanes = require "lanes".configure()
local l, other = lanes.linda(), lanes.linda()
for _, mode in ipairs { "soft", "hard" } do
  l:set("data", 1, 2)
  other:cancel("none")
  local h = lanes.gen("", function()
    l:set("ready", true)
    while not cancel_test() do end
    l:set("mine", "set")
    l:limit("mine", 1)
    other:cancel()
    return l:get("data"), l:count("data"), l:dump().data.count, l:get("mine"), tostring(l:deep()) ~= nil
  end)()
  l:receive(20, "ready")
  h:cancel(mode)
  T.same({ h:join() }, { 1, 2, 2, "set", true })
  T.equal(other:get("k"), lanes.cancel_error)
end
