-- What the function given to `finally` gives to `finally` in its turn is not called any more.
-- expect-stdout: finally at last
local lanes = require "lanes".configure()
local out = io.stdout
lanes.finally(function()
  out:write("finally ")
  lanes.finally(function()
    out:write("again ")
    os.exit(1)
  end)
  out:write("at last\n")
end)
