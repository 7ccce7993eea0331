-- Functions with the greatest number of upvalues that every version allows.
local T = require "testing"
local lanes = require "lanes".configure()
local load_ = loadstring or load
local names = {}
for i = 1, 59 do names[i] = "v" .. i end
local source = "local " .. table.concat(names, ", ") .. " = ...\nreturn function() return "
  .. table.concat(names, " + ") .. " end"
local values, sum = {}, 0
for i = 1, 59 do values[i], sum = i, sum + i end
local f = assert(load_(source))(T.unpack(values, 1, 59))
T.equal(lanes.gen("", function(f) return f() end)(f)[1], sum)
