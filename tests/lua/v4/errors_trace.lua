-- What the trace levels give for a plain lane.
-- api: 4
local T = require "testing"
local lanes = require "lanes".configure{strip_functions = false}

local function fail(level)
  return T.pack(lanes.gen("*", {error_trace_level = level}, function() error("x", 0) end)():join())
end
T.same(fail(nil), T.pack(nil, "x"))
T.same(fail("minimal"), T.pack(nil, "x"))
local trace = fail("basic")[3]
T.ok(trace[1]:find("%[C%]:"), trace[1])
T.ok(trace[2]:find("errors_trace.lua:7$"), trace[2])
trace = fail("extended")[3]
local fields = {}
for name in pairs(trace[2]) do fields[#fields + 1] = name end
table.sort(fields)
T.same(fields, {"currentline", "name", "namewhat", "source", "what"})
