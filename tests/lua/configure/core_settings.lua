-- lanes.core opened in a lane, or anew in the same state, holds the settings.
local T = require "testing"
local lanes = require "lanes".configure { track_lanes = true, shutdown_timeout = 3 }
T.equal(require "lanes.core".settings, nil)
local h = lanes.gen("*", function()
  local settings = require "lanes.core".settings
  return type(settings), settings.track_lanes, settings.shutdown_timeout
end)()
T.equal(h[1], "table")
T.equal(h[2], true)
T.equal(h[3], 3)
local first = require "lanes.core"
package.loaded["lanes.core"] = nil
local again = require "lanes.core"
T.ok(again ~= first)
T.equal(again.settings.shutdown_timeout, 3)
T.equal(tostring(again.timer_gateway), "Linda: lanes-timer")
T.equal(first.settings, nil)
