-- Names of libraries may stand between any other characters; `?` makes up for one that this Lua lacks.
-- api: 4
local T = require "testing"
local lanes = require "lanes".configure()

local function have() return io ~= nil, os ~= nil, string ~= nil end
T.same({lanes.gen("/io;os[base{", have)():join()}, {true, true, true, false})
T.same({lanes.gen("io", "os", have)():join()}, {true, true, true, false})
T.equal(lanes.gen("", "return print ~= nil")()[1], true)
T.equal(lanes.gen("string,lanes_core", "return lanes_core")()[1], nil, "no global")

local lacking = T.isjit and "utf8" or "jit"
T.raises('Unsupported library: "' .. lacking .. '"', lanes.gen, lacking, "")
T.equal(lanes.gen("base," .. lacking .. "?,math?", "return math.floor(1.5)")()[1], 1)
for _, name in ipairs{"bit32", "coroutine", "utf8", "bit", "ffi", "jit"} do
  T.equal(pcall(lanes.gen, name, ""), rawget(_G, name) ~= nil and not (name == "coroutine" and T.version == "5.1")
    or name == "ffi" and T.isjit, name)
end
