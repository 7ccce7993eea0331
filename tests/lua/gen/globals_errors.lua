-- A globals value that cannot be copied is an ordinary error of the generator call.
local T = require "testing"
local lanes = require "lanes".configure { verbose_errors = true }
local co = coroutine.create(function() end)
T.raises("tried to copy unsupported types", function() lanes.gen("", { globals = { x = co } }, print)() end)
T.raises("Unable to copy table entry", function() lanes.gen("", { globals = { x = { y = co } } }, print)() end)
T.raises("can't copy non-deep full userdata across lanes",
  function() lanes.gen("", { globals = { f = io.tmpfile() } }, print)() end)
T.raises("not found in", function() lanes.gen("", { globals = { f = os.getenv } }, print)() end)
