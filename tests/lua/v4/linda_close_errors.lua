-- api: 4
-- What can be no close handler is refused, or ignored where nothing can be closed.
local T = require "testing"
local lanes = require "lanes".configure()
local cases = { { 5, "is not a function" }, { "x", "is not a function" }, { true, "is not a function" },
  { {}, "is not callable" }, { io.stdout, "is not callable" } }
for _, case in ipairs(cases) do
  if _VERSION >= "Lua 5.4" then
    T.raises("__close handler " .. case[2], lanes.linda, { close_handler = case[1] })
  else
    T.ok(lanes.linda { close_handler = case[1] })
  end
end
