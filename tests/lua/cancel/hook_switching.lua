-- A hook-mode cancel also ends code that switches coroutines more often than the hook's count comes to its end.
local S = require "support"
local lanes = require "lanes".configure()
local l = lanes.linda()
local bodies = {
  switching = function()
    local co = coroutine.wrap(function() while true do coroutine.yield() end end)
    l:send("up", true)
    while true do co() end
  end,
  creating = function()
    l:send("up", true)
    while true do coroutine.wrap(function() end)() end
  end,
  protected = function()
    local co = coroutine.wrap(function()
      while true do
        pcall(function() while true do coroutine.yield() end end)
      end
    end)
    l:send("up", true)
    while true do co() end
  end,
}
for name, body in pairs(bodies) do
  -- PUC 5.1 has no yield across pcall.
  if name ~= "protected" or _VERSION ~= "Lua 5.1" or type(jit) == "table" then
    -- LuaJIT calls hooks for returns of Lua functions only, and none of these returns.
    for _, mode in ipairs(type(jit) == "table" and { "count", "line" } or { "count", "line", "call", "ret" }) do
      local h = lanes.gen("*", function()
        if type(jit) == "table" then jit.off() end -- compiled traces run no hooks
        body()
      end)()
      l:receive(20, "up")
      S.returns({ true, "cancelled" }, h.cancel, h, mode, 1000, 20)
    end
  end
end
