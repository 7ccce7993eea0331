-- A collector that the script has stopped stays stopped, whatever is done with lindas: on Luas that cannot be asked, too.
-- api: 4
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()

local finalized = 0
local function garbage()
  if newproxy then
    getmetatable(newproxy(true)).__gc = function() finalized = finalized + 1 end
  else
    setmetatable({}, {__gc = function() finalized = finalized + 1 end})
  end
end
collectgarbage()
collectgarbage "stop"
for i = 1, 2000 do
  garbage()
  l:send("k", {i, {}})
  l:get("k")
  l:limit("k", i % 3 + 2)
  l:set("s", i, ("x"):rep(100))
  l:receive(0, "k")
  l:receive_batched(0, "none", 1)
  l:count()
  l:dump()
  l:collectgarbage()
  lanes.collectgarbage()
end
l:receive(0.001, "none")
T.equal(finalized, 0)
collectgarbage "restart"
collectgarbage()
collectgarbage()
T.equal(finalized, 2000)
