-- on_state_create may itself require lanes and register modules.
local T = require "testing"
local lanes = require "lanes".configure {
  with_timers = false,
  on_state_create = function()
    if type(require) == "function" then
      local lanes = require "lanes"
      local shared = { from = "on_state_create" }
      package.loaded["shared.module"] = shared -- a longer name than the registered one
      lanes.register("shared.module", shared)
    end
  end,
}
local mine = { from = "main" }
lanes.register("shared.module", mine)
local h = lanes.gen("*", function(m) return m == package.loaded["shared.module"], m.from end)(mine)
T.equal(h[1], true)
T.equal(h[2], "on_state_create")
