-- Anything but letters, digits and dots separates; "*" among others is just a separator.
local T = require "testing"
local lanes = require "lanes".configure()
local function has(libs)
  return lanes.gen(libs, function()
    local t = {}
    for _, n in ipairs { "io", "os", "string", "table", "math" } do
      if _G[n] then t[#t + 1] = n end
    end
    local s = ""
    for _, n in ipairs(t) do s = s .. n .. " " end
    return s
  end)()[1]
end
T.equal(has "", "")
T.equal(has "io", "io ")
T.equal(has "io+os base", "io os ")
T.equal(has "*,io", "io ")
T.equal(has ",,string__table;;", "string table ")
T.equal(has "*", "io os string table math ")
