-- Runs luacheck as /usr/bin/luacheck does, and counts the lanes that it starts: luacheck silently falls back to one
-- job when it cannot use lanes, and then prints the same. Writes the count to the file named by LANES_PROBE.
local lanes = require "lanes"
local started = 0

-- luacheck calls lanes.configure (without arguments), then lanes.gen once, then the generator for each lane.
local configure = lanes.configure
lanes.configure = function(...)
  local configured = configure(...)
  local gen = configured.gen
  configured.gen = function(...)
    local generator = gen(...)
    return function(...)
      local lane = generator(...)
      started = started + 1
      return lane
    end
  end
  return configured
end

local exit = os.exit
os.exit = function(...)
  local file = assert(io.open(assert(os.getenv "LANES_PROBE"), "w"))
  file:write(started, "\n")
  file:close()
  return exit(...)
end

require "luacheck.main"
