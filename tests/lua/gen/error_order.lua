-- Argument types are checked first, then the body, the libraries, the options.
local T = require "testing"
local lanes = require "lanes".configure()
T.raises("Bad parameter 1", function() lanes.gen(1, "nolib", { nonsense = 1 }, 5) end)
T.raises("Last parameter", function() lanes.gen("nolib", { nonsense = 1 }, 5) end)
T.raises("Bad library name: nolib", function() lanes.gen("nolib", { nonsense = 1 }, print) end)
T.raises("Bad 'nonsense' option", function() lanes.gen("io", { nonsense = 1 }, print) end)
