-- Tables reachable from the globals with odd keys do not disturb configure.
local T = require "testing"
odd = { [true] = {}, [1.5] = print, [{}] = {}, [print] = string.rep, [io.stdout] = {}, [false] = print }
odd.loop = odd
setmetatable(odd, { __index = function() error "walked with metamethods" end,
  __pairs = function() error "walked with metamethods" end })
local lanes = require "lanes".configure()
T.equal(lanes.gen("", function() return 1 end)()[1], 1)
