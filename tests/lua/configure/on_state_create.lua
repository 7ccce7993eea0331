-- on_state_create runs in each lane after the libraries, before everything else; never in main.
local T = require "testing"
local seen = "upvalue"
local lanes = require "lanes".configure {
  with_timers = false,
  on_state_create = function(...)
    created = { seen, select("#", ...), type(string), decoda_name, set_finalizer == nil, given }
    given = "overwritten by globals"
  end,
}
T.equal(rawget(_G, "created"), nil, "not called in main")
local h = lanes.gen("*", { globals = { given = "by globals" } }, function()
  return created[1], created[2], created[3], created[4], created[5], created[6], given
end)()
T.same({ h[1], h[2], h[3], tostring(h[4]), h[5], tostring(h[6]), h[7] },
  { "upvalue", 0, "table", "nil", true, "nil", "by globals" })
