-- Every option is validated; after a failure configure can be called again.
local T = require "testing"
local lanes = require "lanes"
local function bad(text, opts)
  T.raises(text, function() lanes.configure(opts) end)
  T.equal(type(rawget(lanes, "configure")), "function", "configure survives: " .. text)
end

for _, v in ipairs { 12, "x", true, print, function() end, coroutine.create(function() end) } do
  bad("Bad parameter #1 to lanes.configure(), should be a table", v)
end
bad("Unknown parameter 'protect_allocator' in configure options", { protect_allocator = true })
bad("Unknown parameter 'cancelstep' in configure options", { cancelstep = 1 })
bad("Unknown parameter '1' in configure options", { "x" })
bad("Unknown parameter 'true' in configure options", { [true] = 1 })
local key = {}
bad("Unknown parameter '" .. tostring(key) .. "' in configure options", { [key] = 1 })

bad("Bad nb_keepers: 0", { nb_keepers = 0 })
bad("Bad nb_keepers: -1", { nb_keepers = -1 })
bad("Bad nb_keepers: x", { nb_keepers = "x" })
bad("Bad nb_keepers: true", { nb_keepers = true })
bad("keepers", { nb_keepers = 0.5 })
bad("Bad shutdown_timeout: -1", { shutdown_timeout = -1 })
bad("Bad shutdown_timeout: soon", { shutdown_timeout = "soon" })
bad("Bad shutdown_timeout: false", { shutdown_timeout = false })
bad("Bad on_state_create: 12", { on_state_create = 12 })
bad("Bad on_state_create: x", { on_state_create = "x" })
bad("Bad allocator: foo", { allocator = "foo" })
bad("Bad allocator: 12", { allocator = 12 })
bad("Bad allocator: function", { allocator = function() end })
bad("Bad on_lane_error: foo", { on_lane_error = "foo" })
bad("Bad on_lane_error: 12", { on_lane_error = 12 })

T.ok(rawequal(lanes.configure { nb_keepers = 2, shutdown_timeout = 1 }, lanes))
T.equal(lanes.gen("", function() return 1 end)()[1], 1)
