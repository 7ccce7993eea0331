-- ABOUT: five strings, the version as x.y.z.
local T = require "testing"
local about = require "lanes".configure().ABOUT
for _, k in ipairs { "author", "description", "license", "copyright", "version" } do
  T.equal(type(about[k]), "string", k)
end
T.ok(about.version:match("^%d+%.%d+%.%d+$"), about.version)
