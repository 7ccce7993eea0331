-- Unknown and repeated library names.
local T = require "testing"
local lanes = require "lanes".configure()
local function bad(text, ...)
  local args = T.pack(...)
  args[args.n + 1] = print
  T.raises(text, function() lanes.gen(T.unpack(args, 1, args.n + 1)) end)
end
bad("Bad library name: foo", "foo")
bad("Bad library name: Table", "Table")
bad("Bad library name: lanes", "lanes")
bad("Bad library name: .", ".")
bad("Bad library name: 123", "io,123")
bad("libs specification contains 'io' more than once", "io,io")
bad("libs specification contains 'io' more than once", "io,os", "io")
bad("libs specification contains 'base' more than once", "base base")
