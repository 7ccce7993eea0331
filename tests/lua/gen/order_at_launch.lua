-- What each step of preparing a lane sees: libraries, on_state_create, names, paths, required modules, globals, body,
-- arguments, and last the functions that lanes have.
local T = require "testing"
local before = package.path
local lanes = require "lanes".configure {
  with_timers = false,
  on_state_create = function()
    made = {
      path = package.path,
      core = package.loaded["lanes.core"] ~= nil,
      globals = given == nil and early == nil,
      lane = decoda_name == nil and set_finalizer == nil and cancel_test == nil,
    }
    host = { f = string.rep }
    package.loaded["at.creation"] = { made = true }
  end,
}
local path = "tests/lua/fixtures/?.lua;" .. before
local h = lanes.gen("*", {
  package = { path = path },
  required = { "plain", "at.creation" },
  globals = { given = "global", package = "gone" },
}, function(argument)
  return made, package, given, argument, type(set_finalizer), require "plain".data ~= nil, host.f == string.rep
end)("argument")
local made = h[1]
T.ok(made.path ~= path, "on_state_create comes before the paths")
T.equal(made.core, true)
T.equal(made.globals, true)
T.equal(made.lane, true)
T.equal(h[2], "gone", "globals come after the libraries and the required modules")
T.same({ h[3], h[4], h[5], h[6], h[7] }, { "global", "argument", "function", true, true })

-- What on_state_create leaves in the globals has a name by then.
local function named(t) return t == host, lanes.nameof(host) end
host = { f = string.rep }
lanes.register("host", host)
h = lanes.gen("*", named)(host)
T.equal(h[1], true)
T.equal(h[2], "table")
T.equal(h[3], "_G/host")
