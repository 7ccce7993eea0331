-- `lanes_core` is the core of the 4.x API: to require it first selects that.
local T = require "testing"
local core = require "lanes_core"

T.equal(type(core.configure), "function")
T.equal(type(core.null), "userdata")
local lanes = require "lanes"
T.equal(lanes.null, core.null)
T.equal(lanes.configure().ABOUT.version, "4.0.1")
T.equal(core.version, "4.0.1")
