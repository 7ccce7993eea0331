-- timeout: 20
-- expect-stdout: finalizer ran: true
-- Waiting lanes that are cancelled at the end run their finalizers.
local lanes = require "lanes".configure { shutdown_timeout = 15 }
local S = require "support"
keep = lanes.gen("*", function(l)
  set_finalizer(function(e)
    io.stdout:write("finalizer ran: ", tostring(e == require "lanes".cancel_error), "\n")
    io.stdout:flush()
  end)
  l:receive("never")
end)(lanes.linda())
S.reach(keep, "waiting")
