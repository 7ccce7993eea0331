-- wakeup_conv is os.time for a table in local time; missing fields are 0.
local T = require "testing"
require "lanes".configure()
local conv = require "lanes.core".wakeup_conv
for _, t in ipairs { 0, 86400 * 365, 1000000000, 1700000000 } do
  local d = os.date("*t", t)
  T.equal(conv(d), os.time(d))
end
local d = { year = 2020, month = 2, day = 3 }
T.equal(conv(d), os.time { year = 2020, month = 2, day = 3, hour = 0, min = 0, sec = 0 })
T.equal(type(conv { year = 2020, month = 14, day = 40, hour = 50 }), "number")
pcall(conv, {})
T.equal(pcall(conv), false)
T.equal(pcall(conv, 5), false)
