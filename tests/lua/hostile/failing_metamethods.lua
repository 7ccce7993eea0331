-- Values whose metamethods fail, yield, or use the library themselves, on both sides of a linda.
local T = require "testing"
local lanes = require "lanes".configure { shutdown_timeout = 1 }
local l = lanes.linda()
local function failing() error({ "an error" }) end
local function yielding() return coroutine.yield() end
local function using()
  l:send("inside", 1)
  return select(2, l:receive(0, "inside"))
end
local events = { "__index", "__newindex", "__len", "__eq", "__lt", "__tostring", "__name", "__pairs", "__call", "__concat",
  "__gc", "__close", "__mode", "__lanesclone", "__lanesconvert", "__lanesignore", "__metatable", "__unm" }
-- 5.2 and 5.3 raise what a finalizer raises, wherever memory is being collected.
local gc_raises = T.version == "5.2" or T.version == "5.3"
for _, f in ipairs { failing, yielding, using } do
  for _, event in ipairs(events) do
    if event == "__gc" and gc_raises and f ~= using then event = "__unm" end
    local value = setmetatable({ 1, x = { 2 } }, { [event] = f })
    local ok = pcall(l.send, l, "k", value)
    if ok then
      local _, got = l:receive(0, "k")
      if type(got) == "table" then T.equal(rawget(got, 1), 1) end
    end
    l:set("k")
    pcall(lanes.gen("*", function(v) return v end), value)
    pcall(lanes.nameof, value)
    pcall(lanes.gen, "*", { globals = value, required = value, gc_cb = value }, print)
    pcall(lanes.timer, l, value, value, value)
    pcall(coroutine.wrap(function() l:send("k", value) end))
    l:set("k")
  end
end
collectgarbage()
T.equal(l:send("k", "still works"), true)
T.equal(select(2, l:receive(0, "k")), "still works")
