-- Under a hard request send and receive raise CE, even at timeout 0 with data there.
local T = require "testing"
local lanes = require "lanes".configure()
local CE = lanes.cancel_error
local l = lanes.linda()
l:send("data", "kept")
local h = lanes.gen("", function()
  l:set("ready", true)
  while not cancel_test() do end
  local results = {}
  local function try(f, ...)
    local ok, e = pcall(f, l, ...)
    results[#results + 1] = (ok == false and e == CE)
  end
  try(l.receive, "data")
  try(l.receive, 0, "data")
  try(l.receive, l.batched, "data", 1)
  try(l.send, "out", 1)
  try(l.send, 0, "out", 1)
  return results
end)()
l:receive(20, "ready")
h:cancel("hard")
T.same(h[1], { true, true, true, true, true })
T.equal(l:get("data"), "kept")
T.equal(l:count("out"), nil)
