-- A forced cancel of an endless loop shows killed at once, and the script still ends.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local l = lanes.linda()
for _, f in ipairs {
  function() l:send("ready", true); while true do end end,
  function()
    l:send("ready", true)
    while true do pcall(function() while true do end end) end
  end,
} do
  local h = lanes.gen("", f)()
  l:receive(20, "ready")
  S.returns({ true, "killed" }, h.cancel, h, true)
  T.equal(h.status, "killed")
  S.returns({ n = 2, nil, "killed" }, h.join, h)
end
