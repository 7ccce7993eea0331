-- api: 4
-- only: lua5.4+
-- A to-be-closed linda calls its handler; errors propagate; the handler travels.
local T = require "testing"
local lanes = require "lanes".configure()
local log = {}
do
  local l <close> = lanes.linda { close_handler = function(self, err) log[#log + 1] = { self, err } end }
  log.l = l
end
T.equal(#log, 1)
T.ok(rawequal(log[1][1], log.l))
T.equal(log[1][2], nil)
T.raises("from the handler", function()
  local l <close> = lanes.linda { close_handler = function() error "from the handler" end }
end)
local l = lanes.linda { close_handler = function(self, err) self:send("closed", err) end }
local h = lanes.gen("*", function(l)
  pcall(function()
    local x <close> = l
    error("why", 0)
  end)
  return "left"
end)(l)
T.equal(h[1], "left")
T.equal(select(2, l:receive(0, "closed")), "why")
do local plain <close> = lanes.linda() end
