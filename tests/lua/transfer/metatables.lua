-- Metatables travel with their tables: fields, functions, nested metatables, operators.
local T = require "testing"
local lanes = require "lanes".configure()
local base = { __index = function(_, k) return "base " .. k end }
local class = setmetatable({}, base)
class.__index = class
class.__add = function(a, b) return a.n + b.n end
class.__tostring = function(o) return "object " .. o.n end
function class:name() return "n" .. self.n end
local o = setmetatable({ n = 5 }, class)
local h = lanes.gen("*", function(o)
  return o:name(), tostring(o), o + o, o.missing
end)(o)
T.same({ h:join() }, { "n5", "object 5", 10, "base missing" })
