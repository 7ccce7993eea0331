-- The name "auto" in a table says where the linda was made.
local T = require "testing"
local lanes = require "lanes".configure()
local load = loadstring or load
local make = load("local lanes = ...\n\nlocal l = lanes.linda { name = 'auto' }\nreturn l", "=source")
T.equal(tostring(make(lanes)), "Linda: source:3")
local chunk = load("local l = (...).linda { name = 'auto' } return l")
T.ok(tostring(chunk(lanes)):find('^Linda: %[string "local l = '), tostring(chunk(lanes)))
T.equal(tostring(lanes.linda "auto"), "Linda: auto")
-- (Lua 5.1 makes coroutines of Lua functions alone.)
if _VERSION ~= "Lua 5.1" or rawget(_G, "jit") then
  local co = coroutine.wrap(lanes.linda)
  T.equal(tostring(co { name = "auto" }), "Linda: <unresolved>")
end
