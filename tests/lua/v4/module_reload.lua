-- Required anew, after package.loaded was cleared, the module is configured and works.
-- api: 4
local T = require "testing"
local first = require "lanes".configure{track_lanes = true}

package.loaded["lanes"], package.loaded["lanes_core"], package.loaded["lanes.v4"] = nil, nil, nil
local second = require "lanes"
T.equal(getmetatable(second), nil)
T.equal(second.configure(), second)
T.equal(second.null, first.null)
local h = second.gen("*", function() return 3 end)()
T.equal(h[1], 3)
T.equal(#first.threads(), 1)
