-- only: lua5.1 lua5.2 lua5.3 lua5.4 lua5.5 luajit
-- set_singlethreaded is not implemented outside of macOS.
local T = require "testing"
local lanes = require "lanes".configure()
local f = io.open("/proc/self/status")
if f then
  f:close()
  T.raises("not implemented", lanes.set_singlethreaded)
  T.raises("not implemented", lanes.set_singlethreaded, 1)
end
