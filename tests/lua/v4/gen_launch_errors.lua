-- What fails when a lane is started is raised there, and no lane is left over: nothing waits for it at the end.
-- api: 4
local T = require "testing"
local lanes = require "lanes".configure{track_lanes = true, shutdown_timeout = 60}

local function body() end
local co = coroutine.create(body)
T.raises("tried to copy unsupported types", lanes.gen("*", body), co)
T.raises("error when parsing lane function code", lanes.gen("*", "this is no Lua"))
T.raises("global 'thread' cannot be copied", lanes.gen("*", {globals = {thread = co}}, body))
T.raises("no_such_module", lanes.gen("*", {required = {"no_such_module"}}, body))
T.raises("required module list should be a list of strings", lanes.gen("*", {required = {1}}, body))
T.raises("cannot pre-require modules without loading 'package' library first",
  lanes.gen("base", {required = {"x"}}, body))
T.raises("Priority out of range: ", lanes.gen("*", {priority = 4}, body))
T.raises("Priority out of range: ", lanes.gen("*", {native_priority = 1000}, body))
T.equal(lanes.threads(), nil)
lanes.finally(function(ended) assert(ended) end)
