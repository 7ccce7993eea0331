-- A required module that is neither a table nor a function is loaded and merely not registered (3.14 aborted), whereas
-- lanes.require says what it is. The module is loaded in both cases.
local T = require "testing"
local lanes = require "lanes".configure()
local values = { number = 12, string = "text", boolean = false, userdata = lanes.cancel_error }
local preload, required = {}, { "fixtures.nothing" }
for kind, value in pairs(values) do
  preload[kind .. "_module"] = function() return value end
  required[#required + 1] = kind .. "_module"
end
local h = lanes.gen("*", { required = required, package = { path = package.path, preload = preload } }, function()
  local loaded = {}
  for _, name in ipairs { "fixtures.nothing", "number_module", "string_module", "userdata_module" } do
    loaded[name] = package.loaded[name]
  end
  return loaded
end)()
T.same(h[1], {
  ["fixtures.nothing"] = true,
  number_module = 12,
  string_module = "text",
  userdata_module = lanes.cancel_error,
})

for kind, value in pairs(values) do
  package.preload[kind .. "_module"] = function() return value end
  T.raises("unsupported module type " .. kind, lanes.require, kind .. "_module")
  T.equal(package.loaded[kind .. "_module"], value)
end
T.raises("unsupported module type boolean", lanes.require, "fixtures.nothing")
