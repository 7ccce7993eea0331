-- Before configure the module has one real field, and an __index that configures on demand.
local T = require "testing"
local lanes = require "lanes"

local keys = {}
for k in next, lanes do keys[#keys + 1] = k end
T.same(keys, { "configure" })
T.equal(type(rawget(lanes, "configure")), "function")
T.equal(type(getmetatable(lanes).__index), "function")

T.ok(package.loaded["lanes"] == lanes)
local core = require "lanes.core"
T.ok(package.loaded["lanes.core"] == core)
T.equal(type(core.configure), "function")
T.equal(core.settings, nil)
T.equal(rawget(core, "linda"), nil)

lanes.mine = 1 -- writing is unrestricted and configures nothing
T.equal(rawget(lanes, "gen"), nil)
T.equal(type(rawget(lanes, "configure")), "function")
