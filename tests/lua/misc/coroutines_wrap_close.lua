-- only: 5.4+
-- In lanes, too, an error while a failed coroutine's variables are closed replaces the one that `coroutine.wrap` raises.
local T = require "testing"
local lanes = require "lanes".configure()

local body = [[
local function closes(f) return setmetatable({}, {__close = function(_, e) f(e) end}) end
local out = {}
local function add(...) out[#out + 1] = table.concat({...}, ",") end
local function run(f)
  local wrapped = coroutine.wrap(f)
  local ok, e = pcall(wrapped)
  add(tostring(ok), type(e), tostring(e))
  local again = coroutine.wrap(f)
  ok, e = pcall(function() again() end)
  add(tostring(ok), type(e), tostring(e))
end
local value = setmetatable({}, {__tostring = function() return "an object" end})

run(function()
  local x <close> = closes(function(e) error("close:" .. tostring(e), 0) end)
  error("body", 0)
end)
run(function()
  local x <close> = closes(function(e) error("second:" .. tostring(e), 0) end)
  local y <close> = closes(function(e) error("first:" .. tostring(e), 0) end)
  error("body", 0)
end)
run(function()
  local x <close> = closes(function(e) error(value) end)
  error("body", 0)
end)
run(function()
  local x <close> = closes(function(e) error("close:" .. tostring(e), 0) end)
  error(value)
end)
run(function()
  local x <close> = closes(function(e) add("closed with " .. tostring(e)) end)
  error("body", 0)
end)
run(function()
  local x <close> = closes(function(e) add("closed with " .. tostring(e)) end)
  error(value)
end)
-- One that closes at its regular end, with an error.
run(function()
  local x <close> = closes(function(e) error("at the end:" .. tostring(e), 0) end)
end)
return table.concat(out, "\n")
]]
local want = assert(load(body))()
T.equal(lanes.gen("*", body)()[1], want)
T.ok(want:find("false,string,close:body", 1, true), want)
