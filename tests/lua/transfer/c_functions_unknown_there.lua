-- A named C function the lane does not have: an error at launch, with the name.
local T = require "testing"
local lanes = require "lanes".configure()
local text = "function 'os/getenv' not found in"
for _, launch in ipairs {
  function() lanes.gen("", function() end)(os.getenv) end,
  function() lanes.gen("", function() end)({ { os.getenv } }) end,
  function() lanes.gen("", { globals = { g = os.getenv } }, function() end)() end,
  function() local g = os.getenv; lanes.gen("", function() return g end)() end,
  function() lanes.gen("io,math", os.getenv)("HOME") end,
} do
  local e = T.raises(text, launch)
  T.ok(e:find("destination transfer database", 1, true), e)
  T.ok(e:find("main: ", 1, true), e)
end
