-- Large strings that nobody has any more do not pile up, however the receiver's collector works and whatever it counts:
-- 1,500 MB go through a linda, and the process never holds half of that (a memory checker holds back 256 MB of freed blocks).
local T = require "testing"
local lanes = require "lanes".configure()
local size, count = 1024 * 1024, 1500

local function peak()
  local status = io.open("/proc/self/status")
  if not status then return 0 end -- not Linux: that all arrive is all that can be seen
  local text = status:read("*a")
  status:close()
  return tonumber(text:match("VmHWM:%s*(%d+) kB")) * 1024
end

local box = lanes.linda()
box:limit("strings", 8)
local sender = lanes.gen("*", function(text, count)
  for _ = 1, count do box:send("strings", text) end
  return true
end)(("x"):rep(size), count)

local before = peak()
local function receive()
  -- The last one stays in a register of this function while the next one arrives.
  local key, text
  for _ = 1, count do
    key, text = box:receive("strings")
    T.equal(key, "strings")
    T.equal(#text, size)
  end
end
receive()
T.equal(sender:join(), true)
T.ok(peak() - before < 600 * size, "the peak went up by " .. (peak() - before) .. " bytes")
