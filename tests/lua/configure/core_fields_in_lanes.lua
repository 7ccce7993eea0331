-- The core table of a lane has the same fields wherever it comes from: from the list of libraries, or from `require`.
local T = require "testing"
local lanes = require "lanes".configure { track_lanes = true }

local want = { settings = "table" } -- which a state has that was configured before
for name, value in pairs(require "lanes.core") do want[name] = type(value) end

local function fields()
  local core = require "lanes.core"
  local list = {}
  for name, value in pairs(core) do list[name] = type(value) end
  return list, core.timer_gateway, type(core.threads())
end

local function fields_behind_lanes()
  local _ = require "lanes"
  return fields()
end

for _, libraries in ipairs { "*", "base,package,string,lanes.core", "base,package,string" } do
  for _, body in ipairs { fields, fields_behind_lanes } do
    local list, gateway, threads = lanes.gen(libraries, body)():join()
    T.same(list, want, libraries)
    T.equal(gateway, require "lanes.core".timer_gateway, "one linda in all states")
    T.equal(threads, "table")
  end
end
