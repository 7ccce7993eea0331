-- Pairs whose key cannot cross, or would be nil there, are silently dropped; the other pairs stay.
local T = require "testing"
local lanes = require "lanes".configure()
local l = lanes.linda()
local thread = coroutine.create(function() end)
local file = io.tmpfile()
local handle = lanes.gen(function() end)()
local function holds_thread() return thread end
l:send("k", {
  [thread] = 1, [file] = 2, [handle] = 3, [holds_thread] = 4, [{ { deep = thread } }] = 5,
  [setmetatable({}, { __lanesignore = true })] = 6, [{ fine = true }] = "fine", kept = 7, 8, 9,
})
local _, c = l:receive("k")
local fine
for k, v in pairs(c) do
  if type(k) == "table" then
    T.equal(fine, nil)
    T.same(k, { fine = true })
    T.equal(v, "fine")
    fine = k
  end
end
T.ok(fine)
c[fine] = nil
T.same(c, { kept = 7, 8, 9 })
file:close()
handle:join()
