-- only: 5.4+
-- Likewise for coroutines that are closed by `coroutine.wrap`, and resume others while that goes on, without end.
local T = require "testing"
local lanes = require "lanes".configure()

local start = lanes.gen("*", [[
local function again()
  local x <close> = setmetatable({}, {__close = function() coroutine.wrap(again)() end})
  error("body", 0)
end
return select(2, pcall(coroutine.wrap(again)))
]])
T.equal(type(start()[1]), "string")
