-- The basic stack table: strings "source:line" from the innermost level to the body.
local T = require "testing"
local lanes = require "lanes".configure()
local function check(setup)
  local h = lanes.gen("*", function(setup)
    if setup then set_error_reporting(setup) end
    local function inner() error("boom", 0) end
    inner()
    return nil -- no tail call
  end)(setup)
  local _, e, stack = h:join()
  T.equal(e, "boom")
  T.ok(#stack >= 3, "error, inner, body")
  for _, entry in ipairs(stack) do T.equal(type(entry), "string") end
  T.ok(stack[1]:find("[C]:", 1, true) or stack[1]:find("[builtin", 1, true), stack[1])
  T.ok(stack[2]:match("stack_basic%.lua:%d+$"), stack[2])
  T.ok(stack[#stack]:match("stack_basic%.lua:%d+$"), stack[#stack])
end
check(nil)
check("basic")
