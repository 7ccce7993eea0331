-- What `coroutine.wrap` raises in lanes is what it raises elsewhere: for each kind of error value, and with its place.
local T = require "testing"
local lanes = require "lanes".configure()

local function body()
  local out = {}
  for _, value in ipairs {"text", 5, true, {}} do
    local f = coroutine.wrap(function() error(value, 0) end)
    local _, direct = pcall(f)
    local g = coroutine.wrap(function() error(value, 0) end)
    local _, called = pcall(function() g() end)
    for _, e in ipairs {direct, called} do
      out[#out + 1] = type(e) .. " " .. (rawequal(e, value) and "as it is" or tostring(e))
    end
    -- Dead from then on.
    out[#out + 1] = tostring(select(2, pcall(f)))
  end
  return table.concat(out, "\n")
end
T.equal(lanes.gen("*", body)()[1], body())
