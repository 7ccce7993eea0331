-- A name means the library's own function, whatever a script has put in its place.
local T = require "testing"
local lanes = require "lanes".configure { with_timers = false }
local l = lanes.linda()

-- Out of a lane: another function in the place of a library's does not go by that name.
local f = lanes.gen("*", function() print = io.write return io.write end)():join()
T.ok(f == io.write, "io.write under the name of print")
f = lanes.gen("*", function() tostring = tonumber return tonumber end)():join()
T.ok(f == tonumber, "tonumber under the name of tostring")

-- The one whose place was taken goes by it still.
f = lanes.gen("*", function() local old = print print = function() end return old end)():join()
T.ok(f == print, "the old print")
f = lanes.gen("*", function() local old = string.rep string.rep = nil return old end)():join()
T.ok(f == string.rep, "the old string.rep")

-- Into a lane.
local function send_into(body, value)
  local h = lanes.gen("*", body)()
  l:receive("ready")
  l:send("value", value)
  return h:join()
end
local seen = send_into(function()
  tostring = tonumber
  l:send("ready", true)
  local _, v = l:receive(60, "value")
  return type(v("12"))
end, tostring)
T.equal(seen, "string")
seen = send_into(function()
  local old = print
  print = function(...) return old("[lane]", ...) end
  l:send("ready", true)
  local _, v = l:receive(60, "value")
  return type(v) == "function" and v ~= print
end, print)
T.equal(seen, true)
seen = send_into(function()
  string.rep, math.floor = nil, string.upper
  l:send("ready", true)
  local _, v = l:receive(60, "value")
  return v.rep("ab", 2) .. v.floor(1.5)
end, { rep = string.rep, floor = math.floor })
T.equal(seen, "abab1")

-- In the main state.
local print_ = print
print = function() end
l:send("k", print_)
T.ok(select(2, l:receive("k")) == print_)
print = print_
