-- What can be no close handler is refused where there are to-be-closed variables, and ignored elsewhere.
local T = require "testing"
local lanes = require "lanes".configure()
local has_close = _VERSION >= "Lua 5.4"
local function refused(text, handler)
  if has_close then
    T.raises(text, lanes.linda, { close_handler = handler })
  else
    lanes.linda { close_handler = handler }
  end
end
refused("__close handler is not a function", 5)
refused("__close handler is not a function", "x")
refused("__close handler is not a function", true)
refused("__close handler is not a function", coroutine.create(function() end))
refused("__close handler is not callable", {})
refused("__close handler is not callable", io.stdout)
lanes.linda { close_handler = print }
