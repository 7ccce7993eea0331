-- line, call and ret hooks end a busy loop.
local S = require "support"
local lanes = require "lanes".configure()
local l = lanes.linda()
for _, mode in ipairs { "line", "call", "ret" } do
  local h = lanes.gen("*", function()
    if type(jit) == "table" then jit.off() end
    local function f(x)
      local y = x + 1
      return y
    end
    l:send("ready", true)
    local n = 0
    while true do
      n = f(n)
    end
  end)()
  l:receive(20, "ready")
  S.returns({ true, "cancelled" }, h.cancel, h, mode, 1, 20)
end
