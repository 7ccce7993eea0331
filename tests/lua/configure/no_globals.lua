-- Neither require nor configure creates globals.
local T = require "testing"
local before = {}
for k in next, _G do before[k] = true end
local lanes = require "lanes".configure()
for k in next, _G do T.ok(before[k], "new global " .. tostring(k)) end
for _, k in ipairs { "set_finalizer", "set_debug_threadname", "cancel_test", "set_error_reporting", "decoda_name" } do
  T.equal(rawget(_G, k), nil, k)
end
T.ok(lanes)
