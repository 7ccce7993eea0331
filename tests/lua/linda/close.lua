-- only: lua5.4+
-- A to-be-closed linda calls its handler with itself and the error, in each state that it has reached.
local T = require "testing"
local lanes = require "lanes".configure()
local log = {}
local handler = function(l, err) log[#log + 1] = { l, err } end
local made
do
  local l <close> = lanes.linda { name = "c", close_handler = handler }
  made = l
end
T.equal(#log, 1)
T.ok(rawequal(log[1][1], made))
T.equal(log[1][2], nil)
local ok, err = pcall(function()
  local l <close> = made
  error("boom", 0)
end)
T.equal(err, "boom")
T.equal(log[2][2], "boom")
do local l <close> = lanes.linda() end
do local l <close> = lanes.linda { close_handler = nil } end
-- Errors of the handler propagate; callables will do.
T.raises("from the handler", function()
  local l <close> = lanes.linda { close_handler = setmetatable({}, { __call = function() error "from the handler" end }) }
end)
-- The handler travels with the linda.
local there = lanes.linda { close_handler = function(l, err) l:send("closed", tostring(err)) end }
local h = lanes.gen("*", function(l)
  do local x <close> = l end
  pcall(function() local y <close> = l; error("again", 0) end)
end)(there)
T.equal(h[1], nil)
T.equal(select(2, there:receive(0, "closed")), "nil")
T.equal(select(2, there:receive(0, "closed")), "again")
-- Through a linda, too, and with itself in the handler.
local self
local carrier = lanes.linda()
self = lanes.linda { close_handler = function(l) l:send("same", rawequal(l, self)) end }
carrier:send("k", { self, self })
local h = lanes.gen("*", function()
  local _, t = carrier:receive("k")
  do local x <close> = t[2] end
  return rawequal(t[1], t[2])
end)()
T.equal(h[1], true)
T.equal(select(2, self:receive(0, "same")), true)
