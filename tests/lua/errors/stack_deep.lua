-- The table of a very deep stack has the innermost levels, a mark for those that are left out, and the levels up to the body.
-- An error that ended an endless recursion took minutes to become an outcome on 5.2 and later.
local T = require "testing"
local lanes = require "lanes".configure()

-- The stack of an error that is raised inside `depth` nested calls, or where a recursion without end is stopped.
local function stack_of(depth, mode)
  local h = lanes.gen("*", function(depth, mode)
    set_error_reporting(mode)
    local function recurse(n)
      if n == 0 then error("bottom", 0) end
      return 1 + recurse(n - 1)
    end
    return 1 + recurse(depth)
  end)(depth, mode)
  local nothing, message, stack = h:join()
  T.equal(nothing, nil)
  T.equal(type(message), "string")
  return stack, message
end

local ordinary = stack_of(100, "basic")
T.equal(#ordinary, 103, "error, 101 levels of the recursion, the body")
for _, entry in ipairs(ordinary) do T.ok(not entry:find("skipping", 1, true), entry) end

-- 250 levels are shown as they are.
T.equal(#stack_of(247, "basic"), 250)
T.ok(not table.concat(stack_of(247, "basic")):find("skipping", 1, true))

local deep = stack_of(1000, "basic")
T.equal(#deep, 251)
T.equal(deep[201], "... (skipping " .. 1003 - 250 .. " levels):?")
T.ok(deep[2]:match("stack_deep%.lua:%d+$"), deep[2])
T.equal(deep[200], deep[3], "a level of the recursion")
T.equal(deep[202], deep[3], "and one behind the mark")
T.equal(deep[250], deep[3])
T.ok(deep[251] ~= deep[3] and deep[251]:match("stack_deep%.lua:%d+$"), "the last entry is the body")

local extended = stack_of(1000, "extended")
T.equal(#extended, 251)
T.same(extended[201], { source = "=... (skipping 753 levels)", currentline = -1, namewhat = "", what = "tail" })
T.equal(extended[200].what, "Lua")
T.equal(extended[202].what, "Lua")

-- Without end: as deep as the Lua goes.
local stack, message = stack_of(-1, "basic")
T.ok(message:find("stack overflow", 1, true), message)
T.equal(#stack, 251)
T.ok(stack[201]:match("^%.%.%. %(skipping %d+ levels%):%?$"), stack[201])
T.ok(stack[251]:match("stack_deep%.lua:%d+$"), stack[251])
