-- timeout: 60
-- gen with odd arguments and options.
local T = require "testing"
local lanes = require "lanes".configure { with_timers = false, on_lane_error = "ignore" }
local V = require "odd_values"
local all = V.all(lanes)
-- Generators are made, not run: a string is a fine body.
V.try(lanes, lanes.gen)
for _, option in ipairs { "globals", "required", "gc_cb", "priority", "package", "no_such_option" } do
  for _, v in ipairs(all) do
    local ok, g = pcall(lanes.gen, "", { [option] = v[1] }, function() return 1 end)
    if ok then
      local started, h = pcall(g)
      if started then T.ok(type(h) == "userdata") end
    end
  end
end
for _, v in ipairs(all) do
  pcall(lanes.gen, "*", { v[1] }, print)
  local ok, g = pcall(lanes.gen, "*", { required = { v[1] } }, print)
  if ok then pcall(g) end
  ok, g = pcall(lanes.gen, "*", { package = { path = v[1], cpath = v[1], preload = v[1] } }, print)
  if ok then pcall(g) end
  ok, g = pcall(lanes.gen, "*", { globals = { x = v[1] } }, print)
  if ok then pcall(g) end
end
T.equal(lanes.gen("", function() return 1 end)()[1], 1)
