-- The error of a name that a lane does not know says which library to open.
local T = require "testing"
local lanes = require "lanes".configure()

local function hint(libraries, library, value)
  local body = function() end
  T.raises("Open '" .. library .. "'", lanes.gen(libraries, body), value)
  -- The advice is good.
  lanes.gen(libraries .. "," .. library, body)(value):join()
end
hint("base", "math", math.sin)
for _, library in ipairs { "math", "os", "string", "table", "io", "package", "debug" } do
  hint("base", library, _G[library])
end
hint("base", "package", require)
hint("base", "lanes.core", lanes.sleep)
T.raises("Open 'base'", lanes.gen(nil, function() end), print)
