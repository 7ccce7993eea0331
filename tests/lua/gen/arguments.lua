-- The argument forms of lanes.gen and their errors.
local T = require "testing"
local lanes = require "lanes".configure()
local gen = lanes.gen
local function f() return "ok" end

T.raises("No parameters!", function() gen() end)
T.raises('Bad parameter 1: boolean "true"', function() gen(true, f) end)
T.raises('Bad parameter 2: number "5"', function() gen("", 5, f) end)
T.raises("Bad parameter 1: function", function() gen(f, f) end)
T.raises('Last parameter not function or string: nil "nil"', function() gen(nil) end)
T.raises('Last parameter not function or string: nil "nil"', function() gen("", nil) end)
T.raises('Last parameter not function or string: number "5"', function() gen("*", 5) end)
T.raises("Last parameter not function or string: table", function() gen({}) end)
T.raises('Last parameter not function or string: boolean "false"', function() gen(false) end)

for _, g in ipairs { gen(f), gen(nil, f), gen("", f), gen({}, f), gen(nil, "", nil, {}, f), gen({}, "table", {}, f) } do
  T.equal(type(g), "function")
  T.equal(g()[1], "ok")
end
