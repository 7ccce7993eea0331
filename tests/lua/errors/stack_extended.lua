-- The extended stack table: tables with source, currentline, name, namewhat, what.
local T = require "testing"
local lanes = require "lanes".configure()
local h = lanes.gen("*", function()
  set_error_reporting("extended")
  local function inner() error("boom", 0) end
  inner()
  return nil
end)()
local _, e, stack = h:join()
T.equal(e, "boom")
T.ok(#stack >= 3)
for _, entry in ipairs(stack) do
  T.equal(type(entry), "table")
  T.equal(type(entry.source), "string")
  T.equal(type(entry.currentline), "number")
  T.equal(type(entry.namewhat), "string")
  T.equal(type(entry.what), "string")
end
T.equal(stack[1].what, "C")
T.equal(stack[1].currentline, -1)
T.equal(stack[2].what, "Lua")
T.ok(stack[2].source:find("stack_extended.lua", 1, true), stack[2].source)
T.equal(stack[2].name, "inner")
T.ok(stack[#stack].currentline > 0, "the last entry is the body")
