-- A raising finalizer stops the others and replaces the outcome.
local T = require "testing"
local S = require "support"
local lanes = require "lanes".configure()
local l = lanes.linda()
local function outcome(body)
  local h = lanes.gen("", function(body)
    set_finalizer(function() l:set("first registered", true) end)
    set_finalizer(function() error("from the finalizer", 0) end)
    set_finalizer(function() l:set("last registered", true) end)
    return body()
  end)(body)
  local r = T.pack(h:join())
  T.equal(h.status, "error")
  return r
end
for _, body in ipairs { function() return 1, 2 end, function() error "from the body" end } do
  l:set("first registered")
  l:set("last registered")
  local r = outcome(body)
  T.equal(r[1], nil)
  T.equal(r[2], "from the finalizer")
  T.equal(type(r[3]), "table")
  T.equal(l:get("last registered"), true)
  T.equal(l:count("first registered"), nil)
end
T.ok(S)
